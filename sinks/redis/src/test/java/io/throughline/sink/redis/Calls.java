package io.throughline.sink.redis;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import io.throughline.record.RequestText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records for tests. */
final class Calls {
    private Calls() {}

    static CallRecord call(String id) {
        return call(id, Optional.of("{\"model\":\"gpt-4o\",\"messages\":[]}"));
    }

    static CallRecord call(String id, Optional<String> request) {
        Instant now = Instant.parse("2026-11-20T10:00:00.123456Z");
        return new CallRecord(
                id,
                new CallRecord.Trace("trace-1", "thread-1", "00f067aa0ba902b7", Optional.empty(), "new"),
                new CallRecord.Caller(
                        "acme", "production", Optional.of("shop"), Optional.of("support bot\nx"), Optional.empty()),
                new CallRecord.Times(
                        now,
                        Optional.of(now),
                        Optional.of(now.plusMillis(200)),
                        Optional.empty(),
                        Optional.empty(),
                        now.plusMillis(812)),
                new CallRecord.Route(
                        "chat",
                        Optional.of("chat"),
                        Optional.of("smart"),
                        Optional.of("openai"),
                        Optional.of("gpt-4o"),
                        false),
                List.of(new CallRecord.Attempt("openai/gpt-4o", Optional.of(200), Optional.empty(), 200)),
                request.map(RequestText::of),
                200,
                new Answer(
                        Optional.of("chatcmpl-1"),
                        Optional.of("gpt-4o"),
                        List.of(new Answer.Choice(
                                0,
                                List.of(new Block.Text("secret content")),
                                Optional.of(FinishReason.STOP),
                                Optional.of("stop"))),
                        Optional.of(new Usage(12, 3, 0, 0, 0, 0, 34, 0, 0)),
                        Optional.empty(),
                        Optional.empty()),
                CallRecord.Outcome.COMPLETED,
                Optional.empty(),
                new CallRecord.Bytes(100, 200),
                Map.of());
    }
}
