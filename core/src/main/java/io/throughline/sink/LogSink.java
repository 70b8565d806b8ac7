package io.throughline.sink;

import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import io.throughline.record.TelemetryRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line a record to the logger {@code io.throughline.calls}, at info: ids, model, outcome, time and tokens, never content.
 */
public final class LogSink implements Sink {
    private static final Logger CALLS = LoggerFactory.getLogger("io.throughline.calls");

    /** Creates the sink. */
    public LogSink() {}

    @Override
    public String name() {
        return "log";
    }

    @Override
    public void write(List<TelemetryRecord> batch) {
        if (CALLS.isInfoEnabled()) {
            batch.forEach(telemetry -> CALLS.info("{}", line(telemetry)));
        }
    }

    @Override
    public void close() {}

    private static String line(TelemetryRecord telemetry) {
        StringBuilder line = new StringBuilder(telemetry.type());
        field(line, "id", telemetry.id());
        field(line, "tenant", telemetry.tenant());
        if (telemetry instanceof CallRecord call) {
            call(line, call);
        }
        return line.toString();
    }

    private static void call(StringBuilder line, CallRecord call) {
        field(line, "trace", call.trace().traceId());
        call.caller().agent().ifPresent(agent -> field(line, "agent", agent));
        call.route().provider().ifPresent(provider -> field(line, "provider", provider));
        call.route().selectedModel().ifPresent(model -> field(line, "model", model));
        field(line, "status", Integer.toString(call.status()));
        field(line, "outcome", call.outcome().name().toLowerCase(Locale.ROOT));
        call.error().ifPresent(error -> field(line, "error", error.kind().name().toLowerCase(Locale.ROOT)));
        long millis =
                Duration.between(call.times().received(), call.times().ended()).toMillis();
        field(line, "ms", Long.toString(millis));
        call.answer().usage().ifPresent(usage -> tokens(line, usage));
    }

    private static void tokens(StringBuilder line, Usage usage) {
        field(line, "input_tokens", Long.toString(usage.inputTotal()));
        field(line, "output_tokens", Long.toString(usage.outputTotal()));
    }

    /** Whoever calls chooses some of these values: none may begin a new line or look like another field. */
    private static void field(StringBuilder line, String name, String value) {
        line.append(' ').append(name).append('=');
        value.codePoints()
                .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) || c == '=' ? '_' : c)
                .forEach(line::appendCodePoint);
    }
}
