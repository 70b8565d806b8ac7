package io.throughline.record;

import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What attempts cost whose answers nobody got: providers charge for what they had begun, and say nothing of it. Always an estimate. */
public final class AttemptCosts {
    private static final String UNTOLD = "what an attempt cost that was given up or broke is not told";
    private static final String UNKNOWN = "an attempt that was given up or broke has no known price, and is left out";

    private final Pricing pricing;

    /**
     * Makes one.
     *
     * @param pricing says what tokens cost
     */
    public AttemptCosts(Pricing pricing) {
        this.pricing = pricing;
    }

    /**
     * Returns attempts with what they cost, as far as that is known.
     *
     * @param attempts the attempts
     * @param day the day, UTC
     */
    public List<CallRecord.Attempt> priced(List<CallRecord.Attempt> attempts, LocalDate day) {
        List<CallRecord.Attempt> priced = new ArrayList<>(attempts.size());
        for (CallRecord.Attempt attempt : attempts) {
            priced.add(attempt.used()
                    .map(used -> attempt.with(cost(attempt.target(), used, day)))
                    .orElse(attempt));
        }
        return priced;
    }

    /**
     * Returns the cost of a call with that of its attempts; empty where its own is not known.
     *
     * @param own what the answer cost
     * @param priced the attempts
     */
    public static Optional<Cost> sum(Optional<Cost> own, List<CallRecord.Attempt> priced) {
        Optional<Cost> sum = own;
        for (CallRecord.Attempt attempt : priced) {
            if (attempt.used().isPresent()) {
                sum = sum.map(cost -> attempt.cost().map(cost::plus).orElseGet(() -> cost.doubted(UNKNOWN)));
            }
        }
        return sum;
    }

    private Optional<Cost> cost(String target, Usage used, LocalDate day) {
        int slash = target.indexOf('/');
        Sale sale = new Sale(
                slash < 0 ? target : target.substring(0, slash),
                slash < 0 ? Optional.empty() : Optional.of(target.substring(slash + 1)),
                Optional.empty(),
                Optional.empty(),
                day);
        return pricing.cost(sale, used, List.of(UNTOLD));
    }
}
