package io.throughline.sink.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** The tables, by version: {@code PRAGMA user_version} says which steps a file has behind it. */
final class Schema {
    /** Marks a file as ours: "THLN". */
    private static final int APPLICATION = 0x54484C4E;

    private static final List<String> VERSION_1 = List.of(
            """
            CREATE TABLE call(
              n INTEGER PRIMARY KEY,
              tenant TEXT NOT NULL, id TEXT NOT NULL,
              trace_id TEXT NOT NULL, thread_id TEXT NOT NULL, span_id TEXT NOT NULL, parent_span_id TEXT,
              environment TEXT NOT NULL, agent TEXT, user TEXT, key TEXT,
              inbound_dialect TEXT NOT NULL, outbound_dialect TEXT, streamed INTEGER NOT NULL,
              provider TEXT, requested_model TEXT, selected_model TEXT,
              status INTEGER NOT NULL, outcome TEXT NOT NULL, error_kind TEXT, attempts INTEGER NOT NULL,
              received_at INTEGER NOT NULL, sent_at INTEGER, first_byte_at INTEGER, first_token_at INTEGER,
              last_token_at INTEGER, ended_at INTEGER NOT NULL,
              input INTEGER, cache_read INTEGER, cache_write_5m INTEGER, cache_write_1h INTEGER, audio_input INTEGER,
              image INTEGER, output INTEGER, reasoning INTEGER, audio_output INTEGER,
              request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL)""",
            "CREATE UNIQUE INDEX call_by_id ON call(tenant, id)",
            "CREATE INDEX call_by_trace ON call(tenant, trace_id, received_at, id)",
            "CREATE INDEX call_by_thread ON call(tenant, thread_id, received_at, id)",
            // a call's JSON, packed where it is shorter than length says; n is the call's
            "CREATE TABLE body(n INTEGER PRIMARY KEY, length INTEGER NOT NULL, json BLOB NOT NULL)",
            // a trace's calls of the day, summed up by agent and model, so that lists never scan calls; '' stands for
            // none
            """
            CREATE TABLE trace_part(
              tenant TEXT NOT NULL, trace_id TEXT NOT NULL, agent TEXT NOT NULL, model TEXT NOT NULL,
              thread_id TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
              calls INTEGER NOT NULL, errors INTEGER NOT NULL, input INTEGER NOT NULL, output INTEGER NOT NULL,
              PRIMARY KEY(tenant, trace_id, agent, model)) WITHOUT ROWID""",
            "CREATE INDEX trace_part_newest ON trace_part(tenant, last_at, trace_id)",
            "CREATE INDEX trace_part_by_agent ON trace_part(tenant, agent, last_at, trace_id) WHERE agent <> ''",
            "CREATE INDEX trace_part_by_model ON trace_part(tenant, model, last_at, trace_id) WHERE model <> ''",
            """
            CREATE TABLE hour(
              tenant TEXT NOT NULL, hour INTEGER NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
              calls INTEGER NOT NULL, errors INTEGER NOT NULL, input INTEGER NOT NULL, output INTEGER NOT NULL,
              PRIMARY KEY(tenant, hour, provider, model)) WITHOUT ROWID""");

    /** What applications tell beside their calls; each JSON as a call's. */
    private static final List<String> VERSION_2 = List.of(
            """
            CREATE TABLE event(
              tenant TEXT NOT NULL, id TEXT NOT NULL, trace_id TEXT NOT NULL, thread_id TEXT NOT NULL,
              happened_at INTEGER NOT NULL, length INTEGER NOT NULL, json BLOB NOT NULL)""",
            "CREATE UNIQUE INDEX event_by_id ON event(tenant, id)",
            "CREATE INDEX event_by_trace ON event(tenant, trace_id, happened_at, id)",
            "CREATE INDEX event_by_thread ON event(tenant, thread_id, happened_at, id)",
            """
            CREATE TABLE agent(
              tenant TEXT NOT NULL, id TEXT NOT NULL, environment TEXT NOT NULL, name TEXT NOT NULL, agent_id TEXT NOT NULL,
              seen_at INTEGER NOT NULL, length INTEGER NOT NULL, json BLOB NOT NULL, PRIMARY KEY(tenant, id))""");
    /** Costs are in millionths of a millionth of a dollar; none where nobody knows one. */
    private static final List<String> VERSION_3 = List.of(
            "ALTER TABLE call ADD COLUMN cost INTEGER",
            "ALTER TABLE trace_part ADD COLUMN cost INTEGER",
            "ALTER TABLE hour ADD COLUMN cost INTEGER");
    /** How JSON is packed, as {@link KeptJson} has it; what was there before is deflated. */
    private static final List<String> VERSION_4 = List.of(
            "ALTER TABLE body ADD COLUMN coding INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE event ADD COLUMN coding INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE agent ADD COLUMN coding INTEGER NOT NULL DEFAULT 0");

    private final List<List<String>> steps;

    /** Creates the schema whose version is the number of steps. */
    Schema(List<List<String>> steps) {
        this.steps = steps;
    }

    static Schema current() {
        return new Schema(List.of(VERSION_1, VERSION_2, VERSION_3, VERSION_4));
    }

    /** Returns this schema with one step more. */
    Schema then(List<String> step) {
        return new Schema(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    /** Returns this schema as it was. */
    Schema before() {
        return new Schema(steps.subList(0, steps.size() - 1));
    }

    int version() {
        return steps.size();
    }

    /** How a file stands to this schema. */
    enum Fit {
        /** It has these tables. */
        CURRENT,
        /** It is ours and lacks steps. */
        OLDER,
        /** It is of a later version of this library. */
        NEWER,
        /** It has no tables: it is new, or being made by another process. */
        EMPTY,
        /** It is somebody else's. */
        FOREIGN
    }

    Fit fit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int application = number(statement, "PRAGMA application_id");
            int version = number(statement, "PRAGMA user_version");
            if (application == 0 && version == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
                return Fit.EMPTY;
            }
            if (application != APPLICATION) {
                return Fit.FOREIGN;
            }
            return version > steps.size() ? Fit.NEWER : version < steps.size() ? Fit.OLDER : Fit.CURRENT;
        }
    }

    /**
     * Takes the steps that a file lacks, in one transaction. Two processes may do so at once: the second finds nothing to do.
     *
     * @return how the file stood
     */
    Fit bringUp(Connection connection) throws SQLException {
        return Transaction.run(connection, () -> {
            Fit fit = fit(connection);
            if (fit == Fit.EMPTY || fit == Fit.OLDER) {
                takeSteps(connection);
            }
            return fit;
        });
    }

    private void takeSteps(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (List<String> step : steps.subList(number(statement, "PRAGMA user_version"), steps.size())) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA application_id = " + APPLICATION);
            statement.execute("PRAGMA user_version = " + steps.size());
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
