package io.throughline.sink.sqlite;

import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import java.util.Optional;

/**
 * What is summed up of calls.
 *
 * @param calls how many
 * @param errors how many of them failed
 * @param input all input tokens
 * @param output all output tokens
 * @param cost what those cost whose cost is known; empty where there is none such
 */
record Counts(long calls, long errors, long input, long output, Optional<Long> cost) {
    static final Counts NONE = new Counts(0, 0, 0, 0, Optional.empty());

    static Counts of(CallRecord call) {
        boolean failed = call.outcome() == CallRecord.Outcome.FAILED || call.outcome() == CallRecord.Outcome.REFUSED;
        Optional<Usage> usage = call.answer().usage();
        return new Counts(
                1,
                failed ? 1 : 0,
                usage.map(Usage::inputTotal).orElse(0L),
                usage.map(Usage::outputTotal).orElse(0L),
                Picodollars.of(call));
    }

    Counts plus(Counts more) {
        return new Counts(
                calls + more.calls,
                errors + more.errors,
                input + more.input,
                output + more.output,
                Picodollars.sum(cost, more.cost));
    }
}
