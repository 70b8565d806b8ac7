package io.throughline;

import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import io.throughline.record.Recording;
import io.throughline.route.Itinerary;
import io.throughline.route.Timekeeper;
import io.throughline.wire.BodyCollector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt and, where its target is slow and the alias says so, others beside it: the first that answers is taken, the others are given up. Without
 * a hedge it is that one attempt and nothing else. Safe for use by many threads.
 *
 * <p>A call's recording knows one attempt under way. That is the leader here; the others are noted when they are over.
 */
final class Race {
    private static final String LOST = "hedge_lost";

    private final Itinerary itinerary;
    private final Recording recording;
    private final Timekeeper time;
    private final Executor executor;
    private final Function<Written, Trial> trials;
    private final Supplier<Optional<Written>> beside;
    private final List<Runner> running = new ArrayList<>(1);
    private final CompletableFuture<Finish> finish = new CompletableFuture<>();
    private @Nullable Runner leader;
    private boolean decided;

    /**
     * Makes a race.
     *
     * @param itinerary which targets there are
     * @param recording what the call is recorded in
     * @param time the clock
     * @param executor where attempts are begun that the clock begins
     * @param trials makes the attempts
     * @param beside writes the next one to be asked as well
     */
    Race(
            Itinerary itinerary,
            Recording recording,
            Timekeeper time,
            Executor executor,
            Function<Written, Trial> trials,
            Supplier<Optional<Written>> beside) {
        this.itinerary = itinerary;
        this.recording = recording;
        this.time = time;
        this.executor = executor;
        this.trials = trials;
        this.beside = beside;
    }

    /**
     * How it ended: with the first answer, or the last failure.
     *
     * @param made the attempt
     * @param result what came of it
     */
    record Finish(Written made, Trial.Result result) {}

    /** Begins with one attempt. The stage always completes normally. */
    CompletionStage<Finish> run(Written first) {
        Runner runner = new Runner(first);
        synchronized (this) {
            running.add(runner);
            leader = runner;
            first.outbound().noteIn(recording);
            recording.sent();
        }
        awaitNext(first);
        runner.go();
        return finish;
    }

    private void awaitNext(Written last) {
        itinerary.hedgeAfter(last.step()).ifPresent(delay -> {
            Runnable callOff = time.after(delay, () -> executor.execute(() -> join()));
            finish.whenComplete((done, cause) -> callOff.run());
        });
    }

    /** What is written is noted as it is written: then the recording is told of its leader again. */
    private void join() {
        Optional<Runner> runner;
        synchronized (this) {
            if (decided || leader == null) {
                return;
            }
            runner = beside.get().map(Runner::new);
            leader.made.outbound().noteIn(recording);
            runner.ifPresent(running::add);
        }
        runner.ifPresent(one -> {
            awaitNext(one.made);
            one.go();
        });
    }

    private synchronized void headed(Runner runner, int status) {
        runner.status = Optional.of(status);
        if (runner == leader && !decided) {
            recording.headersCame(status);
        }
    }

    private void over(Runner runner, Trial.Result result) {
        List<Runner> losers;
        synchronized (this) {
            running.remove(runner);
            boolean late = decided;
            boolean failedBeside = !running.isEmpty() && result.failure().isPresent();
            if (late || failedBeside) {
                result.response().ifPresent(response -> BodyCollector.discard(response.body()));
            }
            if (late) {
                return;
            }
            if (failedBeside) {
                failed(runner, result);
                return;
            }
            decided = true;
            losers = List.copyOf(running);
            losers.forEach(this::lost);
            lead(runner);
        }
        losers.forEach(loser -> loser.trial.giveUp());
        finish.complete(new Finish(runner.made, result));
    }

    private void failed(Runner runner, Trial.Result result) {
        itinerary.failedBeside(runner.made.step(), result.failure().orElseThrow());
        leave(runner, result.errorClass(), Optional.empty());
        lead(running.get(0));
    }

    /** How long it took at least is known, and counts: else only quick answers would, and the next call would be hedged sooner and sooner. */
    private void lost(Runner runner) {
        itinerary.outrun(runner.made.step(), runner.age());
        leave(runner, LOST, Optional.of(runner.trial.used()));
    }

    private void leave(Runner runner, String errorClass, Optional<Usage> used) {
        if (runner == leader) {
            recording.attemptFailed(errorClass, used);
            leader = null;
        } else {
            Outbound outbound = runner.made.outbound();
            recording.attemptedBeside(new CallRecord.Attempt(
                    runner.made.step().target().id(),
                    runner.status,
                    Optional.of(errorClass),
                    runner.age().toNanos() / 1_000_000.0,
                    Optional.of(outbound.spanId()),
                    used,
                    Optional.empty()));
        }
    }

    private void lead(Runner runner) {
        if (leader == null) {
            leader = runner;
            runner.made.outbound().noteIn(recording);
            recording.sent(runner.age());
            runner.status.ifPresent(recording::headersCame);
        }
    }

    private final class Runner {
        private final Written made;
        private final Trial trial;
        private final long began = time.nanos();
        private Optional<Integer> status = Optional.empty();

        private Runner(Written made) {
            this.made = made;
            this.trial = trials.apply(made);
        }

        private void go() {
            trial.send(told -> headed(this, told)).thenAccept(result -> over(this, result));
        }

        private Duration age() {
            return Duration.ofNanos(time.nanos() - began);
        }
    }
}
