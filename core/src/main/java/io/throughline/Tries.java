package io.throughline;

import io.throughline.dialect.RefusedException;
import io.throughline.http.UpstreamException;
import io.throughline.record.Recording;
import io.throughline.route.Failure;
import io.throughline.route.Itinerary;
import io.throughline.route.Step;
import io.throughline.wire.BodyCollector;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request, sent to one target after another until one answers. Safe for use by many threads; nothing waits on a thread.
 *
 * @param <T> what is made of the answer
 */
final class Tries<T> {
    private final Attempts parts;
    private final Call call;
    private final Function<Step, Outbound> writing;
    private final BiFunction<Written, ProxyResponse, CompletionStage<T>> delivery;
    private final Itinerary itinerary;
    private final Recording recording;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final AtomicReference<Runnable> waiting = new AtomicReference<>(() -> {});
    private volatile @Nullable RefusedException refusal;

    /**
     * Makes tries.
     *
     * @param parts what they are made with
     * @param call the call
     * @param writing writes the request for a target; throws {@link RefusedException} where that can't take it
     * @param delivery makes of a response what is wanted: of an answer, or of the last failure
     */
    Tries(
            Attempts parts,
            Call call,
            Function<Step, Outbound> writing,
            BiFunction<Written, ProxyResponse, CompletionStage<T>> delivery) {
        this.parts = parts;
        this.call = call;
        this.writing = writing;
        this.delivery = delivery;
        this.itinerary = call.itinerary();
        this.recording = call.recording();
    }

    /**
     * A call that is tried.
     *
     * @param asked the call
     * @param itinerary where it may go
     * @param mounted the mount's transport
     * @param recording what it is recorded in
     */
    record Call(Asked asked, Itinerary itinerary, Upstream mounted, Recording recording) {
        /** An answer that breaks after its beginning tells of its target, too. */
        ProxyResponse watched(ProxyResponse response, Step step) {
            if (response.status() >= 300) {
                return response;
            }
            return response.with(response.body().tapped(new BreakTap(() -> {
                if (!asked.hasLeft()) {
                    itinerary.broke(step);
                }
            })));
        }
    }

    /** Begins with a step. Fails as the last try did where that got no response. */
    CompletionStage<T> begin(Step first) {
        later(written(Optional.of(first)).orElseThrow(() -> Objects.requireNonNull(refusal)));
        call.asked().inbound().attributes().get(Cancellation.KEY).ifPresent(client -> {
            Runnable takeBack = client.onCancel(this::left);
            answer.whenComplete((done, cause) -> takeBack.run());
        });
        return answer;
    }

    /** Writes the request of the next target that can take it. Where none can, the call's fault is what the first of them said. */
    private Optional<Written> written(Optional<Step> first) {
        Optional<Step> step = first;
        while (step.isPresent()) {
            try {
                return Optional.of(new Written(step.get(), writing.apply(step.get())));
            } catch (RefusedException e) {
                refusal = refusal == null ? e : refusal;
                step = itinerary.instead(step.get());
            }
        }
        return Optional.empty();
    }

    private void send(Written next) {
        if (call.asked().hasLeft()) {
            itinerary.abandoned(next.step());
            answer.completeExceptionally(UpstreamException.clientLeft());
            return;
        }
        new Race(
                        itinerary,
                        recording,
                        parts.time(),
                        parts.executor(call.mounted()),
                        made -> parts.trial(made, call),
                        () -> written(itinerary.beside()))
                .run(next)
                .whenComplete((finish, broken) -> tried(next, finish, broken));
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
            if (call.asked().hasLeft()) {
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
        Executor executor = parts.executor(call.mounted());
        Runnable callOff = parts.time().after(delay, () -> executor.execute(() -> resume(next)));
        waiting.set(() -> {
            callOff.run();
            itinerary.abandoned(next.step());
            answer.completeExceptionally(UpstreamException.clientLeft());
        });
        if (call.asked().hasLeft()) {
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
        delivery.apply(made, response).whenComplete((done, cause) -> {
            if (cause == null) {
                answer.complete(done);
            } else {
                answer.completeExceptionally(cause);
            }
        });
    }
}
