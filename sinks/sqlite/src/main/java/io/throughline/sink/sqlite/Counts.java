package io.throughline.sink.sqlite;

import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import java.util.Optional;

/** What is summed up of calls. */
record Counts(long calls, long errors, long input, long output) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    static Counts of(CallRecord call) {
        boolean failed = call.outcome() == CallRecord.Outcome.FAILED || call.outcome() == CallRecord.Outcome.REFUSED;
        Optional<Usage> usage = call.answer().usage();
        return new Counts(
                1,
                failed ? 1 : 0,
                usage.map(Usage::inputTotal).orElse(0L),
                usage.map(Usage::outputTotal).orElse(0L));
    }

    Counts plus(Counts more) {
        return new Counts(calls + more.calls, errors + more.errors, input + more.input, output + more.output);
    }
}
