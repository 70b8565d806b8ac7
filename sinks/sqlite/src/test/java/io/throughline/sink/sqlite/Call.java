package io.throughline.sink.sqlite;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.record.CallRecord;
import io.throughline.record.Labels;
import io.throughline.record.RequestText;
import io.throughline.record.TelemetryRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a test says of a call; the rest is always the same. */
record Call(
        String id,
        String tenant,
        String trace,
        String thread,
        String at,
        Optional<String> agent,
        Optional<String> model,
        CallRecord.Outcome outcome,
        String text) {

    static Call of(String id, String trace, String at) {
        return new Call(
                id,
                "acme",
                trace,
                "thread-" + trace,
                at,
                Optional.of("support"),
                Optional.of("gpt-4o"),
                CallRecord.Outcome.COMPLETED,
                "Grüße \u2028 \uD83D\uDE00");
    }

    Call tenant(String value) {
        return new Call(id, value, trace, thread, at, agent, model, outcome, text);
    }

    Call thread(String value) {
        return new Call(id, tenant, trace, value, at, agent, model, outcome, text);
    }

    Call agent(String value) {
        return new Call(id, tenant, trace, thread, at, Optional.of(value), model, outcome, text);
    }

    Call model(String value) {
        return new Call(id, tenant, trace, thread, at, agent, Optional.of(value), outcome, text);
    }

    Call text(String value) {
        return new Call(id, tenant, trace, thread, at, agent, model, outcome, value);
    }

    Call failed() {
        return new Call(id, tenant, trace, thread, at, agent, model, CallRecord.Outcome.FAILED, text);
    }

    Call refused() {
        return new Call(
                id, tenant, trace, thread, at, Optional.empty(), Optional.empty(), CallRecord.Outcome.REFUSED, text);
    }

    String json() {
        return new String(telemetry().json(), StandardCharsets.UTF_8);
    }

    TelemetryRecord telemetry() {
        Instant received = Instant.parse(at);
        return new CallRecord(
                id,
                new CallRecord.Trace(trace, thread, "00f067aa0ba902b7", Optional.empty(), "new"),
                new CallRecord.Caller(tenant, "production", Optional.of("shop"), agent, Optional.empty()),
                new CallRecord.Times(
                        received,
                        Optional.of(received),
                        Optional.of(received.plusMillis(200)),
                        Optional.empty(),
                        Optional.empty(),
                        received.plusMillis(800)),
                new CallRecord.Route(
                        "chat", Optional.of("chat"), Optional.of("smart"), model.map(m -> "openai"), model, false),
                List.of(new CallRecord.Attempt("openai/gpt-4o", Optional.of(200), Optional.empty(), 200)),
                Optional.of(RequestText.of("{\"model\":\"smart\", \"messages\":[]}")),
                200,
                new Answer(
                        Optional.of("chatcmpl-1"),
                        model,
                        List.of(new Answer.Choice(
                                0, List.of(new Block.Text(text)), Optional.of(FinishReason.STOP), Optional.of("stop"))),
                        model.map(m -> new Usage(10, 2, 0, 0, 0, 0, 5, 1, 0)),
                        Optional.empty(),
                        Optional.empty()),
                outcome,
                Optional.empty(),
                new CallRecord.Bytes(100, 200),
                Labels.none(),
                model.map(m -> new Cost(new BigDecimal("0.0000001"), Map.of(), Cost.Source.BOOK, List.of())),
                Optional.empty());
    }

    static List<TelemetryRecord> batch(Call... calls) {
        return java.util.stream.Stream.of(calls).map(Call::telemetry).toList();
    }
}
