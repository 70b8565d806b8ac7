package io.throughline.sink.sqlite;

import io.throughline.sink.TraceStore;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Which parts of traces pass. A part is of one agent and one model, so a trace passes where one of its calls was by that agent to that
 * model.
 */
record TraceFilter(Optional<String> agent, Optional<String> model) {
    static TraceFilter of(TraceStore.TraceQuery query) {
        return new TraceFilter(query.agent(), query.model());
    }

    /** Tells of emptiness too, though it is implied: the indexes are partial, and the planner can't see into a parameter. */
    String indexed() {
        return (agent.isPresent() ? " AND agent = ? AND agent <> ''" : "")
                + (model.isPresent() ? " AND model = ? AND model <> ''" : "");
    }

    /** The plus signs keep the planner from the indexes by time: they would have it walk all that is newer. */
    String withinTrace() {
        return (agent.isPresent() ? " AND +agent = ? AND +agent <> ''" : "")
                + (model.isPresent() ? " AND +model = ? AND +model <> ''" : "");
    }

    Binder bind(Binder binder) throws SQLException {
        if (agent.isPresent()) {
            binder.text(agent.get());
        }
        if (model.isPresent()) {
            binder.text(model.get());
        }
        return binder;
    }
}
