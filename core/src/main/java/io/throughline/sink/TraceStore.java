package io.throughline.sink;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Reads what was recorded. A {@link Sink} that can be read implements this too. Safe for use by many threads; methods may block.
 *
 * <p>Every method sees one tenant's records alone.
 */
public interface TraceStore {
    /**
     * Lists traces, newest first.
     *
     * @param tenant whose
     * @param query which
     */
    Page<TraceSummary> traces(String tenant, TraceQuery query);

    /** Returns the records of one trace, oldest first, at most {@code limit} from {@code cursor}: each a {@code call} or an {@code event} as JSON text. */
    Page<String> trace(String tenant, String traceId, Optional<String> cursor, int limit);

    /** Returns the records of one thread, oldest first, at most {@code limit} from {@code cursor}: each a {@code call} or an {@code event} as JSON text. */
    Page<String> thread(String tenant, String threadId, Optional<String> cursor, int limit);

    /** Returns one call as JSON text. */
    Optional<String> call(String tenant, String callId);

    /**
     * Returns whether an agent's version was recorded.
     *
     * @param tenant whose agent
     * @param versionId the version's id
     */
    default boolean holdsAgent(String tenant, String versionId) {
        return false;
    }

    /** Returns counts over the last so many hours. */
    Stats stats(String tenant, int hours);

    /**
     * Which traces.
     *
     * @param agent of this agent alone
     * @param model with a call to this model, as the provider names it
     * @param cursor where the page before ended
     * @param limit how many at the most, 1 to 200
     */
    record TraceQuery(Optional<String> agent, Optional<String> model, Optional<String> cursor, int limit) {}

    /**
     * A page.
     *
     * @param items what is on it
     * @param next where the next page begins, empty on the last
     */
    record Page<T>(List<T> items, Optional<String> next) {}

    /**
     * A trace in a list. Times are ISO 8601 in UTC.
     *
     * @param traceId its id
     * @param threadId its thread
     * @param agent the agent of its last call
     * @param startedAt when its first call came
     * @param endedAt when its last call ended
     * @param calls how many calls
     * @param errors how many of them failed or were refused
     * @param inputTokens all input tokens
     * @param outputTokens all output tokens
     * @param cost what the calls cost in USD whose cost is known; empty where there is none such
     * @param models the models called, as the providers name them
     */
    record TraceSummary(
            String traceId,
            String threadId,
            Optional<String> agent,
            String startedAt,
            String endedAt,
            long calls,
            long errors,
            long inputTokens,
            long outputTokens,
            Optional<BigDecimal> cost,
            List<String> models) {}

    /**
     * Counts over a time.
     *
     * @param hours the time
     * @param calls how many calls
     * @param errors how many of them failed or were refused
     * @param cost what the calls cost in USD whose cost is known; empty where there is none such
     * @param byModel the same by provider and model
     */
    record Stats(int hours, long calls, long errors, Optional<BigDecimal> cost, List<ModelStats> byModel) {}

    /**
     * Counts of one model.
     *
     * @param provider the provider
     * @param model the model
     * @param calls how many calls
     * @param errors how many of them failed or were refused
     * @param inputTokens all input tokens
     * @param outputTokens all output tokens
     * @param cost what the calls cost in USD whose cost is known; empty where there is none such
     */
    record ModelStats(
            String provider,
            String model,
            long calls,
            long errors,
            long inputTokens,
            long outputTokens,
            Optional<BigDecimal> cost) {}
}
