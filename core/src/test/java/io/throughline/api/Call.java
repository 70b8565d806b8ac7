package io.throughline.api;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.record.CallRecord;
import io.throughline.record.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a test says of an answered call; the rest is always the same. */
record Call(
        String provider, String model, CallRecord.Times times, List<CallRecord.Attempt> attempts, Optional<Cost> cost) {
    private static final Instant RECEIVED = Instant.parse("2026-11-21T10:00:00Z");

    /** Returns a call whose answer came whole and at once, from the only provider that was tried, and of unknown cost. */
    static Call to(String provider, String model) {
        return new Call(
                provider,
                model,
                new CallRecord.Times(
                        RECEIVED,
                        Optional.of(RECEIVED),
                        Optional.of(RECEIVED),
                        Optional.empty(),
                        Optional.empty(),
                        RECEIVED),
                List.of(new CallRecord.Attempt(provider + "/" + model, Optional.of(200), Optional.empty(), 1)),
                Optional.empty());
    }

    /** Returns this call with an answer that came as a stream, its first token after 5 ms, its last one after 9 ms. */
    Call streamed() {
        CallRecord.Times streamed = new CallRecord.Times(
                RECEIVED,
                Optional.of(RECEIVED),
                Optional.of(RECEIVED),
                Optional.of(RECEIVED.plusMillis(5)),
                Optional.of(RECEIVED.plusMillis(9)),
                RECEIVED.plusMillis(10));
        return new Call(provider, model, streamed, attempts, cost);
    }

    Call after(CallRecord.Attempt lost) {
        return new Call(provider, model, times, List.of(lost, attempts.get(0)), cost);
    }

    Call cost(Cost told) {
        return new Call(provider, model, times, attempts, Optional.of(told));
    }

    CallRecord telemetry() {
        return new CallRecord(
                "call-1",
                new CallRecord.Trace("t", "t", "00f067aa0ba902b7", Optional.empty(), "new"),
                new CallRecord.Caller("default", "default", Optional.empty(), Optional.empty(), Optional.empty()),
                times,
                new CallRecord.Route(
                        "openai-chat",
                        Optional.of("openai-chat"),
                        Optional.of(model),
                        Optional.of(provider),
                        Optional.of(model),
                        false),
                attempts,
                Optional.empty(),
                200,
                new Answer(
                        Optional.empty(),
                        Optional.of(model),
                        List.of(),
                        Optional.of(new Usage(1, 0, 0, 0, 0, 0, 1, 0, 0)),
                        Optional.empty(),
                        Optional.empty()),
                CallRecord.Outcome.COMPLETED,
                Optional.empty(),
                new CallRecord.Bytes(1, 1),
                Labels.none(),
                cost,
                Optional.empty());
    }
}
