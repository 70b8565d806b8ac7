package io.throughline.record;

import io.throughline.dialect.Answer;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.wire.ByteBudget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes records of calls on a thread of its own, behind a queue that is bounded in records and in bytes: reading a whole answer is no work for the thread that carries the
 * bytes. What does not fit is dropped and counted. Safe for use by many threads.
 */
public final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int MOST_WAITING = 20_000;
    private static final long MOST_BYTES_WAITING = Runtime.getRuntime().maxMemory() / 8;

    private final boolean content;
    private final CallCost costs;
    private final Consumer<CallRecord> watcher;
    private final Consumer<TelemetryRecord> sinks;
    private final ByteBudget waiting = new ByteBudget(MOST_BYTES_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final ThreadPoolExecutor worker =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "throughline-records");
                thread.setDaemon(true);
                return thread;
            });

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
        this.content = content;
        this.costs = new CallCost(pricing);
        this.watcher = watcher;
        this.sinks = sinks;
    }

    /** Begins the recording of a call that came in {@code dialect}. */
    public Recording begin(String dialect) {
        return new Recording(this, dialect);
    }

    /** Returns how many records were dropped because too many waited to be made. */
    public long dropped() {
        return dropped.sum();
    }

    /** Returns about how many bytes the calls hold that are over but not recorded yet. */
    public long held() {
        return waiting.held();
    }

    /** Makes what waits, then stops. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                dropped.add(worker.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    void take(Making making) {
        if (!waiting.take(making.weight())) {
            drop(making);
            return;
        }
        try {
            worker.execute(() -> make(making));
        } catch (RejectedExecutionException e) {
            waiting.give(making.weight());
            drop(making);
        }
    }

    Optional<String> request(byte[] body) {
        return content ? Recording.text(body) : Optional.empty();
    }

    Optional<Cost> cost(CallRecord call, Answer answer) {
        return costs.of(call, answer);
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

    private void make(Making making) {
        boolean told = false;
        try {
            CallRecord call = making.record().get();
            told = true;
            making.watch().ended(Optional.of(call));
            watcher.accept(call);
            if (making.kept()) {
                sinks.accept(call);
            }
        } catch (RuntimeException e) {
            dropped.increment();
            LOG.warn("A call could not be recorded", e);
            if (!told) {
                making.watch().ended(Optional.empty());
            }
        } finally {
            waiting.give(making.weight());
        }
    }

    private void drop(Making making) {
        dropped.increment();
        making.forget().run();
        making.watch().ended(Optional.empty());
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
