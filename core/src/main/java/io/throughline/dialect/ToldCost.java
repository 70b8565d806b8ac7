package io.throughline.dialect;

import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a call costs as the provider itself tells it among its counts, once or many times; the last one told counts. Used by one thread at a time.
 *
 * <p>OpenRouter tells a number ({@code cost}), and what the caller's own key at another provider costs beside it; Perplexity an object with {@code
 * total_cost}, others one with {@code usd}; xAI {@code cost_in_usd_ticks}, ten thousand millionths of a dollar.
 */
final class ToldCost {
    private static final int LONGEST = 40;
    private static final int FINEST = 30;
    private static final int TICK = 10;

    private @Nullable BigDecimal told;
    private @Nullable BigDecimal beside;
    private boolean ownKey;

    /** Takes {@code cost}, on which the reader stands. */
    void read(JsonReader in) throws IOException {
        if (!in.object()) {
            told = amount(in, told);
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("total_cost") || field.equals("usd")) {
                told = amount(in, told);
            }
        }
    }

    /** Takes {@code cost_in_usd_ticks}, on which the reader stands. */
    void readTicks(JsonReader in) throws IOException {
        BigDecimal ticks = amount(in, null);
        told = ticks == null ? told : ticks.movePointLeft(TICK);
    }

    /** Takes {@code cost_details}, on which the reader stands. */
    void readDetails(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("upstream_inference_cost")) {
                beside = amount(in, beside);
            }
        }
    }

    /** Takes {@code is_byok}, on which the reader stands: whether the caller's own key at another provider was used. */
    void readOwnKey(JsonReader in) throws IOException {
        ownKey = "true".equals(in.scalar());
    }

    /** Returns the cost in USD, where it was told. */
    Optional<BigDecimal> usd() {
        if (told == null) {
            return Optional.empty();
        }
        return Optional.of(ownKey && beside != null ? told.add(beside) : told);
    }

    /** Reads an amount that is not negative and of a size that money has. */
    private static @Nullable BigDecimal amount(JsonReader in, @Nullable BigDecimal absent) throws IOException {
        String digits = in.isText() ? null : in.scalar();
        if (digits == null || digits.length() > LONGEST) {
            return absent;
        }
        try {
            BigDecimal amount = new BigDecimal(digits);
            boolean sane = amount.signum() >= 0 && amount.scale() <= FINEST && amount.scale() >= -FINEST;
            return sane ? amount : absent;
        } catch (NumberFormatException noNumber) {
            return absent;
        }
    }
}
