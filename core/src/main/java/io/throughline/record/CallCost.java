package io.throughline.record;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import io.throughline.price.UsageEstimate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Says what a call that is over cost. An answer that was cut off, or whose provider told no tokens, costs all the same: then it is estimated from
 * what went by.
 */
final class CallCost {
    private static final String CUT = "the answer was cut off before its tokens were told";
    private static final String UNTOLD = "the provider told no tokens";

    private static final String COUNT = "anthropic-count-tokens";

    private final Pricing pricing;
    private final AttemptCosts attempts;

    CallCost(Pricing pricing) {
        this.pricing = pricing;
        this.attempts = new AttemptCosts(pricing);
    }

    /** Returns {@code call}, whose whole answer is {@code answer}, with what it cost and the tokens that it counts for. */
    CallRecord on(CallRecord call, Answer answer) {
        LocalDate day = call.at().atZone(ZoneOffset.UTC).toLocalDate();
        List<CallRecord.Attempt> priced = attempts.priced(call.attempts(), day);
        Optional<Used> used = used(call, answer);
        Optional<Cost> cost = used.flatMap(it -> pricing.cost(sale(call, answer, day), it.tokens(), it.estimated()));
        return call.with(AttemptCosts.sum(cost, priced), priced, used.map(Used::tokens));
    }

    private static Optional<Used> used(CallRecord call, Answer answer) {
        if (call.route().provider().isEmpty() || !isBilled(call)) {
            return Optional.empty();
        }
        Optional<Usage> told = answer.usage();
        if (told.isPresent() && (call.outcome() == CallRecord.Outcome.COMPLETED || isWhole(answer))) {
            return Optional.of(new Used(told.get(), List.of()));
        }
        Usage estimate = UsageEstimate.onward(call.bytes().request(), saidByOthers(call), answer);
        return Optional.of(
                told.isPresent()
                        ? new Used(UsageEstimate.atLeast(told.get(), estimate), List.of(CUT))
                        : new Used(estimate, List.of(UNTOLD)));
    }

    private static Sale sale(CallRecord call, Answer answer, LocalDate day) {
        return new Sale(
                call.route().provider().orElseThrow(),
                call.route().selectedModel(),
                answer.model(),
                answer.serviceTier(),
                day);
    }

    /** What broken attempts had said is paid for with them. */
    private static long saidByOthers(CallRecord call) {
        List<CallRecord.Continued> continued = call.route().continued();
        return continued.isEmpty() ? 0 : continued.get(continued.size() - 1).at();
    }

    /** A provider that answered with an error bills nothing, unless it says so; one whose client left bills what it had begun. */
    static boolean isBilled(CallRecord call) {
        boolean free = call.route().cached()
                || call.route().selectedModel().isEmpty() // fetched again, by its id
                || call.route().outboundDialect().filter(COUNT::equals).isPresent();
        boolean served = false;
        for (CallRecord.Attempt attempt : call.attempts()) {
            served |= attempt.status().filter(CallCost::isFine).isPresent();
        }
        boolean answered = call.answer().usage().isPresent()
                || !call.answer().choices().isEmpty()
                || call.outcome() == CallRecord.Outcome.CLIENT_LEFT;
        return !free && served && answered;
    }

    private static boolean isFine(int status) {
        return status >= 200 && status < 300;
    }

    private static boolean isWhole(Answer answer) {
        return !answer.choices().isEmpty()
                && answer.choices().stream()
                        .allMatch(choice -> choice.finishReason().isPresent());
    }

    /**
     * What a call used.
     *
     * @param tokens its tokens
     * @param estimated why they are estimated; empty where they were told
     */
    private record Used(Usage tokens, List<String> estimated) {}
}
