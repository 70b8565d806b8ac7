package io.throughline.record;

import io.throughline.dialect.Answer;
import io.throughline.price.Pricing;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes records of calls on a thread of its own, behind a queue that is bounded in records and in bytes: reading a whole answer is no work for the thread that carries the
 * bytes. What does not fit is dropped and counted. Safe for use by many threads.
 */
public final class Recorder implements AutoCloseable {
    private final boolean content;
    private final CallCost costs;
    private final RecordQueue queue;

    /**
     * Makes a recorder that knows of costs only what providers tell.
     *
     * @param content whether requests and answers are kept
     * @param watcher sees every call, kept or not, to count it
     * @param sinks takes the records that are kept
     */
    public Recorder(boolean content, Consumer<CallRecord> watcher, Consumer<TelemetryRecord> sinks) {
        this(content, Pricing.none(), watcher, sinks);
    }

    /**
     * Makes a recorder.
     *
     * @param content whether requests and answers are kept
     * @param pricing says what calls cost
     * @param watcher sees every call, kept or not, to count it
     * @param sinks takes the records that are kept
     */
    public Recorder(boolean content, Pricing pricing, Consumer<CallRecord> watcher, Consumer<TelemetryRecord> sinks) {
        this(content, pricing, new RecordQueue(watcher, sinks));
    }

    private Recorder(boolean content, Pricing pricing, RecordQueue queue) {
        this.content = content;
        this.costs = new CallCost(pricing);
        this.queue = queue;
    }

    /** Returns a recorder of other settings that shares this one's queue and thread; closing one of them closes both. */
    public Recorder with(boolean other, Pricing pricing) {
        return new Recorder(other, pricing, queue);
    }

    /** Begins the recording of a call that came in {@code dialect}. */
    public Recording begin(String dialect) {
        return new Recording(this, dialect);
    }

    /** Returns how many records were dropped because too many waited to be made. */
    public long dropped() {
        return queue.dropped();
    }

    /** Returns about how many bytes the calls hold that are over but not recorded yet. */
    public long held() {
        return queue.held();
    }

    /** Makes what waits, then stops. */
    @Override
    public void close() {
        queue.close();
    }

    void take(Making making) {
        queue.take(making);
    }

    Optional<RequestText> request(RequestText body) {
        return content && body.length() > 0 ? Optional.of(body) : Optional.empty();
    }

    Labels labels(Labels said) {
        return content ? said : said.withoutContent();
    }

    /** Returns {@code call} with what it cost. */
    CallRecord priced(CallRecord call, Answer answer) {
        return costs.on(call, answer);
    }

    Answer content(Answer answer) {
        if (content) {
            return answer;
        }
        List<Answer.Choice> bare = answer.choices().stream()
                .map(choice ->
                        new Answer.Choice(choice.index(), List.of(), choice.finishReason(), choice.rawFinishReason()))
                .toList();
        return new Answer(answer.id(), answer.model(), bare, answer.usage(), answer.serviceTier(), answer.error());
    }

    /**
     * A record to be made.
     *
     * @param kept whether it goes to the sinks
     * @param weight about how many bytes it holds until it is made
     * @param record makes it
     * @param forget lets go of what it would be made from
     * @param watch is told of it
     */
    record Making(boolean kept, long weight, Supplier<CallRecord> record, Runnable forget, CallWatch watch) {}
}
