package io.throughline.sink.sqlite;

import io.throughline.record.AgentRecord;
import io.throughline.record.EventRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes what applications tell beside their calls: events and agents. Used within a transaction, by one thread. */
final class ToldRows {
    private final PreparedStatement insertEvent;
    private final PreparedStatement addToTrace;
    private final PreparedStatement insertAgent;

    ToldRows(Connection connection) throws SQLException {
        insertEvent = connection.prepareStatement(
                "INSERT OR IGNORE INTO event(tenant, id, trace_id, thread_id, happened_at, length, coding, json)"
                        + " VALUES (?,?,?,?,?,?,?,?)");
        // a trace of events alone is a trace, too
        addToTrace = connection.prepareStatement("""
                INSERT INTO trace_part(tenant, trace_id, agent, model, thread_id, first_at, last_at, ended_at, calls, errors, input, output)
                VALUES (?,?,?,'',?,?,?,?,0,0,0,0)
                ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
                  ended_at = max(ended_at, excluded.ended_at)""");
        insertAgent = connection.prepareStatement(
                "INSERT OR IGNORE INTO agent(tenant, id, environment, name, agent_id, seen_at, length, coding, json) VALUES (?,?,?,?,?,?,?,?,?)");
    }

    void event(EventRecord event, KeptJson json) throws SQLException {
        long at = EpochNanos.of(event.at());
        EventRecord.Place place = event.place();
        new Binder(insertEvent)
                .text(event.tenant())
                .text(event.id())
                .text(place.traceId())
                .text(place.threadId())
                .number(at)
                .number(json.length())
                .number(json.coding())
                .bytes(json.kept());
        if (insertEvent.executeUpdate() > 0) {
            new Binder(addToTrace)
                    .text(event.tenant())
                    .text(place.traceId())
                    .text(event.source().agent().orElse(""))
                    .text(place.threadId())
                    .number(at)
                    .number(at)
                    .number(at);
            addToTrace.executeUpdate();
        }
    }

    void agent(AgentRecord agent, KeptJson json) throws SQLException {
        new Binder(insertAgent)
                .text(agent.tenant())
                .text(agent.id())
                .text(agent.environment())
                .text(agent.name())
                .text(agent.agentId())
                .number(EpochNanos.of(agent.at()))
                .number(json.length())
                .number(json.coding())
                .bytes(json.kept());
        insertAgent.executeUpdate();
    }
}
