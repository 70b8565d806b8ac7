package io.throughline;

import io.throughline.dialect.Usage;
import io.throughline.record.Recording;
import io.throughline.route.Step;
import io.throughline.translate.Continuation;
import io.throughline.wire.BodyCollector;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has the next target go on with a text whose stream broke, within the call's one budget of attempts. */
final class Relief implements Continuation {
    private static final String BROKEN = "stream_broken";

    private final Attempts parts;
    private final Tries.Call call;
    private final Recording recording;
    private volatile Written last;

    /**
     * Makes one.
     *
     * @param parts what attempts are made with
     * @param call the call
     * @param first the attempt that answers
     */
    Relief(Attempts parts, Tries.Call call, Written first) {
        this.parts = parts;
        this.call = call;
        this.recording = call.recording();
        this.last = first;
    }

    @Override
    public CompletionStage<Optional<Next>> after(String text, Usage used) {
        if (call.asked().hasLeft()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        Written broken = last;
        recording.attemptFailed(BROKEN);
        int place = recording.attempts().size() - 1;
        Optional<Step> step = call.itinerary().onward();
        if (step.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return asked(text, step.get()).handle((next, failed) -> {
            if (failed != null || next.isEmpty()) {
                broken.outbound().noteIn(recording);
                return Optional.empty();
            }
            recording.used(place, used);
            recording.continuedAt(text.length());
            return next;
        });
    }

    private CompletionStage<Optional<Next>> asked(String text, Step step) {
        try {
            return new Tries<Optional<Next>>(
                            parts, call, one -> parts.writer().onward(call.asked(), text, one, recording), this::came)
                    .begin(step);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Optional<Next>> came(Written made, ProxyResponse response) {
        Optional<Next> next = made.outbound()
                .translation()
                .filter(call -> response.status() < 300)
                .map(translation -> new Next(
                        call.watched(response, made.step()),
                        translation,
                        made.outbound().provider().usage()));
        if (next.isEmpty()) {
            BodyCollector.discard(response.body());
        } else {
            last = made;
        }
        return CompletableFuture.completedStage(next);
    }
}
