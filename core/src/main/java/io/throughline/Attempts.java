package io.throughline;

import io.throughline.dialect.RefusedException;
import io.throughline.http.ApacheUpstream;
import io.throughline.http.UpstreamException;
import io.throughline.provider.Provider;
import io.throughline.record.Recording;
import io.throughline.route.Failure;
import io.throughline.route.Itinerary;
import io.throughline.route.Routing;
import io.throughline.route.Step;
import io.throughline.route.Timekeeper;
import io.throughline.route.Timeouts;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call to one target after another until one answers: the one owner of repetitions and fallback. All of them happen before the first byte of an
 * answer is passed on; from then on there is no way back. Safe for use by many threads; nothing waits on a thread.
 */
final class Attempts {
    /** Where an attempt that had to wait is begun over a transport that may block: never more at a time than threads wait for an answer. */
    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "throughline-attempt");
        thread.setDaemon(true);
        return thread;
    });

    private final OutboundWriter writer;
    private final Downstream downstream;
    private final Routing routing;
    private final Timekeeper time;
    private final BiFunction<Provider, Upstream, Upstream> transports;
    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param writer writes the request of each target
     * @param downstream makes of the answer the client's
     * @param routing how long providers may take
     * @param time the clock
     * @param transports carries calls to a provider, given the mount's transport
     * @param held what all beginnings of answers in memory share
     */
    Attempts(
            OutboundWriter writer,
            Downstream downstream,
            Routing routing,
            Timekeeper time,
            BiFunction<Provider, Upstream, Upstream> transports,
            ByteBudget held) {
        this.writer = writer;
        this.downstream = downstream;
        this.routing = routing;
        this.time = time;
        this.transports = transports;
        this.held = held;
    }

    /**
     * Sends a call. Fails as the last attempt did where that got no response.
     *
     * @param asked the call
     * @param itinerary where it may go
     * @param mounted the mount's transport
     * @param recording what the call is recorded in
     */
    CompletionStage<ProxyResponse> answer(Asked asked, Itinerary itinerary, Upstream mounted, Recording recording) {
        return new Run(asked, itinerary, mounted, recording).begin();
    }

    private final class Run {
        private final Asked asked;
        private final Itinerary itinerary;
        private final Upstream mounted;
        private final Recording recording;
        private final CompletableFuture<ProxyResponse> answer = new CompletableFuture<>();
        private final AtomicReference<Runnable> waiting = new AtomicReference<>(() -> {});
        private volatile @Nullable RefusedException refusal;

        private Run(Asked asked, Itinerary itinerary, Upstream mounted, Recording recording) {
            this.asked = asked;
            this.itinerary = itinerary;
            this.mounted = mounted;
            this.recording = recording;
        }

        private CompletionStage<ProxyResponse> begin() {
            send(written(Optional.of(itinerary.first())).orElseThrow(() -> Objects.requireNonNull(refusal)));
            asked.inbound().attributes().get(Cancellation.KEY).ifPresent(left -> left.onCancel(this::left));
            return answer;
        }

        /** Writes the request of the next target that can take it. Where none can, the call's fault is what the first of them said. */
        private Optional<Written> written(Optional<Step> first) {
            Optional<Step> step = first;
            while (step.isPresent()) {
                try {
                    return Optional.of(new Written(step.get(), writer.write(asked, step.get(), recording)));
                } catch (RefusedException e) {
                    refusal = refusal == null ? e : refusal;
                    step = itinerary.instead(step.get());
                }
            }
            return Optional.empty();
        }

        private void send(Written next) {
            if (asked.hasLeft()) {
                itinerary.abandoned(next.step());
                answer.completeExceptionally(UpstreamException.clientLeft());
            } else if (next.outbound().way() instanceof Outbound.Way.Embed embed) {
                next.outbound().noteIn(recording);
                recording.sent();
                embedded(next.step(), embed, upstream(next));
            } else {
                new Race(itinerary, recording, time, executor(), this::trial, () -> written(itinerary.beside()))
                        .run(next)
                        .whenComplete((finish, broken) -> tried(next, finish, broken));
            }
        }

        private Trial trial(Written made) {
            Outbound outbound = made.outbound();
            return new Trial(outbound, upstream(made), patience(outbound), itinerary.deadline(), time, held);
        }

        private Upstream upstream(Written made) {
            return transports.apply(made.outbound().provider(), mounted);
        }

        /** Our own transport never blocks, and may go on where the clock ticks. */
        private Executor executor() {
            return mounted instanceof ApacheUpstream ? Runnable::run : THREADS;
        }

        /** Calls in parts are sent once: which of the parts would be sent again, and where the others went, no client could tell. */
        private void embedded(Step step, Outbound.Way.Embed embed, Upstream upstream) {
            long began = time.nanos();
            downstream.embedded(embed, upstream, asked.finish(), recording).whenComplete((response, cause) -> {
                if (cause == null) {
                    itinerary.succeeded(step, Duration.ofNanos(time.nanos() - began));
                    answer.complete(response);
                } else {
                    itinerary.abandoned(step);
                    answer.completeExceptionally(cause);
                }
            });
        }

        private void tried(Written first, Race.@Nullable Finish finish, @Nullable Throwable broken) {
            if (finish == null) {
                itinerary.abandoned(first.step());
                answer.completeExceptionally(broken);
                return;
            }
            Written made = finish.made();
            Trial.Result result = finish.result();
            try {
                if (asked.hasLeft()) {
                    itinerary.abandoned(made.step());
                    result.response().ifPresent(response -> BodyCollector.discard(response.body()));
                    answer.completeExceptionally(UpstreamException.clientLeft());
                } else if (result.failure().isPresent()) {
                    failed(made, result, result.failure().get());
                } else {
                    itinerary.succeeded(made.step(), result.firstToken());
                    deliver(made, result.response().orElseThrow());
                }
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        private void failed(Written made, Trial.Result result, Failure failure) {
            recording.attemptFailed(result.errorClass());
            Optional<Written> next = written(itinerary.after(made.step(), failure));
            if (next.isPresent()) {
                result.response().ifPresent(response -> BodyCollector.discard(response.body()));
                later(next.get());
            } else if (result.response().isPresent()) {
                made.outbound().noteIn(recording);
                deliver(made, result.response().get());
            } else {
                made.outbound().noteIn(recording);
                answer.completeExceptionally(result.cause().orElseThrow());
            }
        }

        private void later(Written next) {
            Duration delay = next.step().delay();
            if (delay.isZero()) {
                send(next);
                return;
            }
            Executor executor = executor();
            Runnable callOff = time.after(delay, () -> executor.execute(() -> resume(next)));
            waiting.set(() -> {
                callOff.run();
                itinerary.abandoned(next.step());
                answer.completeExceptionally(UpstreamException.clientLeft());
            });
            if (asked.hasLeft()) {
                left();
            }
        }

        private void resume(Written next) {
            waiting.set(() -> {});
            try {
                send(next);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        /** The client left: an exchange under way is ended by the transport, a wait here. */
        private void left() {
            waiting.getAndSet(() -> {}).run();
        }

        private void deliver(Written made, ProxyResponse response) {
            downstream
                    .answer(watched(response, made.step()), made.outbound(), asked.finish(), recording)
                    .whenComplete((done, cause) -> {
                        if (cause == null) {
                            answer.complete(done);
                        } else {
                            answer.completeExceptionally(cause);
                        }
                    });
        }

        /** An answer that breaks after its beginning tells of its target, too. */
        private ProxyResponse watched(ProxyResponse response, Step step) {
            if (response.status() >= 300) {
                return response;
            }
            return response.with(response.body().tapped(new BreakTap(() -> {
                if (!asked.hasLeft()) {
                    itinerary.broke(step);
                }
            })));
        }

        private Duration patience(Outbound outbound) {
            Timeouts timeouts = routing.timeouts(outbound.provider());
            return itinerary.patience(asked.streamed() ? timeouts.firstToken() : timeouts.total());
        }
    }
}
