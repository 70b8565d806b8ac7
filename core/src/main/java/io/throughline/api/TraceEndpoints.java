package io.throughline.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.throughline.ProxyResponse;
import io.throughline.dialect.ModelError;
import io.throughline.price.Cost;
import io.throughline.route.Endpoint;
import io.throughline.sink.TraceStore;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** What was recorded, a tenant's own, in pages. Its methods read the store and so may block. */
final class TraceEndpoints {
    private static final int PAGE = 50;
    private static final int MOST = 200;

    private final TraceStore store;

    TraceEndpoints(TraceStore store) {
        this.store = store;
    }

    ProxyResponse traces(String tenant, URI target) {
        Query query = Query.of(target, Set.of("agent", "model", "cursor", "limit"));
        TraceStore.Page<TraceStore.TraceSummary> page = store.traces(
                tenant,
                new TraceStore.TraceQuery(
                        query.text("agent"),
                        query.text("model"),
                        query.text("cursor"),
                        query.number("limit", 1, MOST, PAGE)));
        ObjectNode list = Answers.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (TraceStore.TraceSummary trace : page.items()) {
            ObjectNode item = data.addObject()
                    .put("trace_id", trace.traceId())
                    .put("thread_id", trace.threadId())
                    .put("agent", trace.agent().orElse(null))
                    .put("started_at", trace.startedAt())
                    .put("ended_at", trace.endedAt())
                    .put("calls", trace.calls())
                    .put("errors", trace.errors())
                    .put("input_tokens", trace.inputTokens())
                    .put("output_tokens", trace.outputTokens());
            putCost(item, trace.cost());
            trace.models().forEach(item.putArray("models")::add);
        }
        list.put("next_cursor", page.next().orElse(null));
        return Answers.json(200, list);
    }

    ProxyResponse recorded(String tenant, Endpoint.Recorded asked, URI target, String dialect) {
        if (asked.kind() == Endpoint.Recorded.Kind.CALL) {
            return store.call(tenant, asked.id())
                    .map(Answers::json)
                    .orElseGet(() -> Answers.error(dialect, unknown("call", asked.id())));
        }
        Query query = Query.of(target, Set.of("cursor", "limit"));
        Optional<String> cursor = query.text("cursor");
        int limit = query.number("limit", 1, MOST, PAGE);
        boolean trace = asked.kind() == Endpoint.Recorded.Kind.TRACE;
        String kind = trace ? "trace" : "thread";
        TraceStore.Page<String> page = trace
                ? store.trace(tenant, asked.id(), cursor, limit)
                : store.thread(tenant, asked.id(), cursor, limit);
        if (page.items().isEmpty() && cursor.isEmpty()) {
            return Answers.error(dialect, unknown(kind, asked.id()));
        }
        ObjectNode list = Answers.object().put("object", kind).put(kind + "_id", asked.id());
        ArrayNode data = list.putArray("data");
        page.items().forEach(call -> data.addRawValue(new RawValue(call)));
        list.put("next_cursor", page.next().orElse(null));
        return Answers.json(200, list);
    }

    ProxyResponse stats(String tenant, URI target) {
        int hours = Query.of(target, Set.of("hours")).number("hours", 1, 24 * 366, 24);
        TraceStore.Stats stats = store.stats(tenant, hours);
        ObjectNode answer = Answers.object()
                .put("object", "stats")
                .put("hours", stats.hours())
                .put("calls", stats.calls())
                .put("errors", stats.errors());
        putCost(answer, stats.cost());
        ArrayNode models = answer.putArray("by_model");
        for (TraceStore.ModelStats model : stats.byModel()) {
            ObjectNode item = models.addObject()
                    .put("provider", model.provider())
                    .put("model", model.model())
                    .put("calls", model.calls())
                    .put("errors", model.errors())
                    .put("input_tokens", model.inputTokens())
                    .put("output_tokens", model.outputTokens());
            putCost(item, model.cost());
        }
        return Answers.json(200, answer);
    }

    /** An amount with all its digits; null where no call's cost is known. */
    private static void putCost(ObjectNode item, Optional<BigDecimal> usd) {
        item.putRawValue("cost", new RawValue(usd.map(Cost::plain).orElse("null")));
    }

    private static ModelError unknown(String kind, String id) {
        return ModelError.of(
                ModelError.Kind.NOT_FOUND,
                "There is no " + kind + " " + id + " (a call is there a second after its end)");
    }
}
