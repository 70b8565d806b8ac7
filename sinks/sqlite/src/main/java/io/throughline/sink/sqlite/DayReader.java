package io.throughline.sink.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one day's file over one connection. Every query names the tenant. Used by one thread at a time. */
final class DayReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DayReader.class);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    DayReader(Connection connection) {
        this.connection = connection;
    }

    /** What calls are read by. */
    enum Group {
        TRACE("trace_id"),
        THREAD("thread_id");

        private final String column;

        Group(String column) {
            this.column = column;
        }
    }

    /**
     * Reads calls and events behind a position, oldest first, until there are {@code limit} or their JSON has {@code mostBytes}; one at the least.
     */
    List<Call> calls(Group group, String tenant, String id, Position after, int limit, long mostBytes)
            throws SQLException {
        PreparedStatement query = statement(
                "SELECT c.received_at AS at, c.id AS id, b.length, b.coding, b.json FROM call c JOIN body b ON b.n = c.n"
                        + " WHERE c.tenant = ?1 AND c." + group.column + " = ?2 AND (c.received_at, c.id) > (?3, ?4)"
                        + " UNION ALL SELECT happened_at, id, length, coding, json FROM event"
                        + " WHERE tenant = ?1 AND " + group.column + " = ?2 AND (happened_at, id) > (?3, ?4)"
                        + " ORDER BY at, id LIMIT ?5");
        new Binder(query)
                .text(tenant)
                .text(id)
                .number(after.nanos())
                .text(after.id())
                .number(limit);
        List<Call> calls = new ArrayList<>();
        long bytes = 0;
        try (ResultSet row = query.executeQuery()) {
            while (bytes < mostBytes && row.next()) {
                KeptJson json = new KeptJson(row.getInt(3), row.getInt(4), row.getBytes(5));
                calls.add(new Call(new Position(row.getLong(1), row.getString(2)), json.text(), json.length()));
                bytes += json.length();
            }
        }
        return calls;
    }

    /** Reads one call's JSON. */
    Optional<String> call(String tenant, String id) throws SQLException {
        PreparedStatement query = statement(
                "SELECT b.length, b.coding, b.json FROM call c JOIN body b ON b.n = c.n WHERE c.tenant = ? AND c.id = ?");
        new Binder(query).text(tenant).text(id);
        try (ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new KeptJson(row.getInt(1), row.getInt(2), row.getBytes(3)).text())
                    : Optional.empty();
        }
    }

    boolean holdsAgent(String tenant, String id) throws SQLException {
        PreparedStatement query = statement("SELECT 1 FROM agent WHERE tenant = ? AND id = ?");
        new Binder(query).text(tenant).text(id);
        try (ResultSet row = query.executeQuery()) {
            return row.next();
        }
    }

    /** Reads where traces' parts stand, newest first, before a position. A trace comes once for each part that passes. */
    List<Position> newestTraces(String tenant, TraceFilter filter, Position before, int limit) throws SQLException {
        PreparedStatement query = statement("SELECT last_at, trace_id FROM trace_part WHERE tenant = ?"
                + filter.indexed() + " AND (last_at, trace_id) < (?, ?) ORDER BY last_at DESC, trace_id DESC LIMIT ?");
        filter.bind(new Binder(query).text(tenant))
                .number(before.nanos())
                .text(before.id())
                .number(limit);
        List<Position> positions = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                positions.add(new Position(row.getLong(1), row.getString(2)));
            }
        }
        return positions;
    }

    /** Returns those traces of which a part that passes is newer than their position says. */
    Set<Position> outdated(String tenant, TraceFilter filter, Collection<Position> traces) throws SQLException {
        PreparedStatement query = statement("SELECT 1 FROM trace_part WHERE tenant = ? AND trace_id = ?"
                + filter.withinTrace() + " AND +last_at > ? LIMIT 1");
        Set<Position> outdated = new HashSet<>();
        for (Position trace : traces) {
            filter.bind(new Binder(query).text(tenant).text(trace.id())).number(trace.nanos());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    outdated.add(trace);
                }
            }
        }
        return outdated;
    }

    /** Reads all parts of some traces, by the trace's id. */
    Map<String, List<TracePart>> parts(String tenant, Collection<Position> traces) throws SQLException {
        PreparedStatement query = statement(
                "SELECT agent, model, thread_id, first_at, last_at, ended_at, calls, errors, input, output, cost"
                        + " FROM trace_part WHERE tenant = ? AND trace_id = ?");
        Map<String, List<TracePart>> parts = new HashMap<>();
        for (Position trace : traces) {
            new Binder(query).text(tenant).text(trace.id());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    parts.computeIfAbsent(trace.id(), id -> new ArrayList<>()).add(part(row));
                }
            }
        }
        return parts;
    }

    private static TracePart part(ResultSet row) throws SQLException {
        return new TracePart(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                new Counts(row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10), cost(row, 11)));
    }

    /** Reads the counts of hours, by provider and model. */
    Map<StatsSum.Model, Counts> hours(String tenant, long fromHour) throws SQLException {
        PreparedStatement query = statement(
                "SELECT provider, model, sum(calls), sum(errors), sum(input), sum(output), sum(cost) FROM hour"
                        + " WHERE tenant = ? AND hour >= ? GROUP BY provider, model");
        new Binder(query).text(tenant).number(fromHour);
        Map<StatsSum.Model, Counts> models = new HashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                models.put(
                        new StatsSum.Model(row.getString(1), row.getString(2)),
                        new Counts(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), cost(row, 7)));
            }
        }
        return models;
    }

    private static Optional<Long> cost(ResultSet row, int column) throws SQLException {
        long cost = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(cost);
    }

    /** The statements' texts are few: they differ by the filter's shape, never by its values. */
    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement prepared = connection.prepareStatement(sql);
        statements.put(sql, prepared);
        return prepared;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A reader did not close cleanly", e);
        }
    }

    /** A call and where it stands. */
    record Call(Position position, String json, int bytes) {}
}
