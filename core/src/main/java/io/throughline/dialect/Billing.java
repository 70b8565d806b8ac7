package io.throughline.dialect;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a provider tells of the bill besides tokens.
 *
 * @param searches how many web searches it made and bills
 * @param units the tokens that it bills, where they are others than those the model read and wrote (Cohere)
 * @param usd what the call costs in USD by the provider's own account
 */
public record Billing(long searches, Optional<Units> units, Optional<BigDecimal> usd) {
    /** Nothing was told. */
    public static final Billing NONE = new Billing(0, Optional.empty(), Optional.empty());

    /** Returns what two calls of one answer are billed together; what one of them does not tell, the sum does not either. */
    public Billing plus(Billing other) {
        return new Billing(
                ToldCount.sum(searches, other.searches),
                units.flatMap(one -> other.units.map(one::plus)),
                usd.flatMap(one -> other.usd.map(one::add)));
    }

    /**
     * Tokens that are billed.
     *
     * @param input of the input
     * @param output of the output
     */
    public record Units(long input, long output) {
        private Units plus(Units other) {
            return new Units(ToldCount.sum(input, other.input), ToldCount.sum(output, other.output));
        }
    }
}
