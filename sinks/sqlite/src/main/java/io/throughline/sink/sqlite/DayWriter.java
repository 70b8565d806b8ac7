package io.throughline.sink.sqlite;

import io.throughline.dialect.Usage;
import io.throughline.record.AgentRecord;
import io.throughline.record.CallRecord;
import io.throughline.record.EventRecord;
import io.throughline.record.TelemetryRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one day's file, a transaction a batch. Used by one thread. */
final class DayWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DayWriter.class);

    private static final String INSERT_CALL = """
            INSERT OR IGNORE INTO call(tenant, id, trace_id, thread_id, span_id, parent_span_id, environment, agent, user, key,
              inbound_dialect, outbound_dialect, streamed, provider, requested_model, selected_model,
              status, outcome, error_kind, attempts, received_at, sent_at, first_byte_at, first_token_at, last_token_at, ended_at,
              input, cache_read, cache_write_5m, cache_write_1h, audio_input, image, output, reasoning, audio_output,
              request_bytes, response_bytes, cost)
            VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""";
    private static final String INSERT_BODY =
            "INSERT INTO body(n, length, coding, json) VALUES (last_insert_rowid(), ?, ?, ?)";
    private static final String ADD_TO_TRACE = """
            INSERT INTO trace_part(tenant, trace_id, agent, model, thread_id, first_at, last_at, ended_at, calls, errors, input, output, cost)
            VALUES (?,?,?,?,?,?,?,?,1,?,?,?,?)
            ON CONFLICT DO UPDATE SET
              thread_id = CASE WHEN excluded.last_at >= last_at THEN excluded.thread_id ELSE thread_id END,
              first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
              ended_at = max(ended_at, excluded.ended_at), calls = calls + 1, errors = errors + excluded.errors,
              input = input + excluded.input, output = output + excluded.output,
              cost = coalesce(cost + excluded.cost, cost, excluded.cost)""";
    private static final String ADD_TO_HOUR = """
            INSERT INTO hour(tenant, hour, provider, model, calls, errors, input, output, cost) VALUES (?,?,?,?,?,?,?,?,?)
            ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, errors = errors + excluded.errors,
              input = input + excluded.input, output = output + excluded.output,
              cost = coalesce(cost + excluded.cost, cost, excluded.cost)""";

    private final Path file;
    private final Connection connection;
    private final PreparedStatement insertCall;
    private final PreparedStatement insertBody;
    private final PreparedStatement addToTrace;
    private final PreparedStatement addToHour;
    private final ToldRows told;

    /** Takes over {@code connection}, whose file has the tables. */
    DayWriter(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.insertCall = connection.prepareStatement(INSERT_CALL);
        this.insertBody = connection.prepareStatement(INSERT_BODY);
        this.addToTrace = connection.prepareStatement(ADD_TO_TRACE);
        this.addToHour = connection.prepareStatement(ADD_TO_HOUR);
        this.told = new ToldRows(connection);
    }

    /** Returns whether the file has not been deleted or renamed since: what is written to such a one is lost. */
    boolean isThere() {
        return Files.exists(file);
    }

    /** Writes records of this day; those that are there already change nothing. */
    void write(List<TelemetryRecord> records) throws SQLException {
        List<KeptJson> bodies = new ArrayList<>(records.size());
        for (TelemetryRecord telemetry : records) {
            bodies.add(KeptJson.of(telemetry.json())); // before the transaction: another process may wait for the lock
        }
        Transaction.run(connection, () -> {
            insertAll(records, bodies);
            return records.size();
        });
    }

    private void insertAll(List<TelemetryRecord> records, List<KeptJson> bodies) throws SQLException {
        Map<Hour, Counts> hours = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            TelemetryRecord telemetry = records.get(i);
            if (telemetry instanceof EventRecord event) {
                told.event(event, bodies.get(i));
            } else if (telemetry instanceof AgentRecord agent) {
                told.agent(agent, bodies.get(i));
            } else if (telemetry instanceof CallRecord call && insert(call, bodies.get(i))) {
                addToTrace(call);
                hours.merge(Hour.of(call), Counts.of(call), Counts::plus);
            }
        }
        for (var hour : hours.entrySet()) {
            addToHour(hour.getKey(), hour.getValue());
        }
    }

    private boolean insert(CallRecord call, KeptJson body) throws SQLException {
        bindCall(new Binder(insertCall), call);
        if (insertCall.executeUpdate() == 0) {
            return false;
        }
        new Binder(insertBody).number(body.length()).number(body.coding()).bytes(body.kept());
        insertBody.executeUpdate();
        return true;
    }

    private static void bindCall(Binder row, CallRecord call) throws SQLException {
        CallRecord.Trace trace = call.trace();
        CallRecord.Caller caller = call.caller();
        CallRecord.Route route = call.route();
        CallRecord.Times times = call.times();
        row.text(call.tenant()).text(call.id());
        row.text(trace.traceId()).text(trace.threadId()).text(trace.spanId()).text(trace.parentSpanId());
        row.text(caller.environment()).text(caller.agent()).text(caller.user()).text(caller.key());
        row.text(route.inboundDialect()).text(route.outboundDialect()).number(route.streamed() ? 1 : 0);
        row.text(route.provider()).text(route.requestedModel()).text(route.selectedModel());
        row.number(call.status()).text(lower(call.outcome()));
        row.text(call.error().map(error -> lower(error.kind())));
        row.number(call.attempts().size());
        row.number(EpochNanos.of(times.received())).number(nanos(times.sent()));
        row.number(nanos(times.firstByte())).number(nanos(times.firstToken()));
        row.number(nanos(times.lastToken())).number(EpochNanos.of(times.ended()));
        Optional<Usage> usage = call.answer().usage();
        row.number(usage.map(Usage::input)).number(usage.map(Usage::cacheRead));
        row.number(usage.map(Usage::cacheWrite5m)).number(usage.map(Usage::cacheWrite1h));
        row.number(usage.map(Usage::audioInput)).number(usage.map(Usage::image));
        row.number(usage.map(Usage::output)).number(usage.map(Usage::reasoning)).number(usage.map(Usage::audioOutput));
        row.number(call.bytes().request()).number(call.bytes().response());
        row.number(Picodollars.of(call));
    }

    private void addToTrace(CallRecord call) throws SQLException {
        long received = EpochNanos.of(call.times().received());
        Counts counts = Counts.of(call);
        new Binder(addToTrace)
                .text(call.tenant())
                .text(call.trace().traceId())
                .text(call.caller().agent().orElse(""))
                .text(call.route().selectedModel().orElse(""))
                .text(call.trace().threadId())
                .number(received)
                .number(received)
                .number(EpochNanos.of(call.times().ended()))
                .number(counts.errors())
                .number(counts.input())
                .number(counts.output())
                .number(counts.cost());
        addToTrace.executeUpdate();
    }

    private void addToHour(Hour hour, Counts counts) throws SQLException {
        new Binder(addToHour)
                .text(hour.tenant())
                .number(hour.hour())
                .text(hour.provider())
                .text(hour.model())
                .number(counts.calls())
                .number(counts.errors())
                .number(counts.input())
                .number(counts.output())
                .number(counts.cost());
        addToHour.executeUpdate();
    }

    private static Optional<Long> nanos(Optional<Instant> at) {
        return at.map(EpochNanos::of);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("{} did not close cleanly: {}", file, e.getMessage());
        }
    }

    private record Hour(String tenant, long hour, String provider, String model) {
        static Hour of(CallRecord call) {
            CallRecord.Route route = call.route();
            return new Hour(
                    call.tenant(),
                    EpochNanos.hour(call.at()),
                    route.provider().orElse(""),
                    route.selectedModel().orElse(""));
        }
    }
}
