package io.throughline.access;

import io.throughline.dialect.ModelError;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Whether a call may run. */
public sealed interface LimitDecision {
    /** Returns how the limits stand now. */
    LimitState state();

    /** Returns that a caller without limits may call. */
    static Granted unlimited() {
        return Granted.UNLIMITED;
    }

    /**
     * The call may run.
     *
     * @param reservation what it has taken; to be settled or released
     * @param levels how the accounts stand, this call counted
     */
    record Granted(Reservation reservation, List<AccountLevel> levels) implements LimitDecision {
        private static final Granted UNLIMITED = new Granted(Reservation.UNLIMITED, List.of());

        /** Copies the list. */
        public Granted {
            levels = List.copyOf(levels);
        }

        @Override
        public LimitState state() {
            return LimitState.of(levels);
        }
    }

    /**
     * The call may not run now. Nothing was taken.
     *
     * @param kind which limit is in its way
     * @param account whose
     * @param retryAfter when to try again, at least a millisecond
     * @param state how the limits stand
     */
    record Refused(LimitKind kind, Account account, Duration retryAfter, LimitState state) implements LimitDecision {

        /**
         * Makes a refusal.
         *
         * @param kind which limit is in the way
         * @param at the account whose it is
         * @param amount what was asked for
         * @param levels how all accounts of the call stand
         */
        public static Refused of(LimitKind kind, AccountLevel at, Amount amount, List<AccountLevel> levels) {
            Duration wait = at.retryAfter(kind, amount);
            return new Refused(kind, at.account(), wait.isZero() ? Duration.ofMillis(1) : wait, LimitState.of(levels));
        }

        /** Returns what to tell the caller. */
        public ModelError error() {
            return switch (kind) {
                case REQUESTS ->
                    rate("requests", account.rate().flatMap(Rate::requests).orElse(0L));
                case TOKENS ->
                    rate("tokens", account.rate().flatMap(Rate::tokens).orElse(0L));
                case BUDGET ->
                    ModelError.of(ModelError.Kind.QUOTA, budgetMessage()).coded("insufficient_quota");
            };
        }

        private ModelError rate(String what, long limit) {
            Duration per = account.rate().map(Rate::per).orElse(Duration.ZERO);
            return ModelError.of(
                            ModelError.Kind.RATE_LIMIT,
                            "The %s may use %d %s in %s; try again in %s"
                                    .formatted(account.label(), limit, what, shown(per), shown(retryAfter)))
                    .coded("rate_limit_exceeded");
        }

        private String budgetMessage() {
            String usd = account.budget()
                    .map(budget -> budget.usd().stripTrailingZeros().toPlainString() + " US dollars a "
                            + budget.per().name().toLowerCase(Locale.ROOT))
                    .orElse("no budget");
            String left = state.budget()
                    .map(gauge -> NanoUsd.usd(gauge.remaining())
                            .setScale(4, RoundingMode.DOWN)
                            .toPlainString())
                    .orElse("0");
            return "The %s has a budget of %s, of which %s are left and not held by calls under way; try again in %s"
                    .formatted(account.label(), usd, left, shown(retryAfter));
        }

        private static String shown(Duration time) {
            Duration rounded = Duration.ofMillis(Math.max(1, time.toMillis()));
            return rounded.toMillis() < 1000 ? rounded.toMillis() + " ms" : (rounded.toMillis() + 999) / 1000 + " s";
        }
    }
}
