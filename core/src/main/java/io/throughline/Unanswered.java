package io.throughline;

import io.throughline.access.LimitHeaders;
import io.throughline.access.LimitReachedException;
import io.throughline.api.Answers;
import io.throughline.dialect.Answer;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import java.time.Instant;

/** What becomes of a call to which no provider's answer can be passed on: its client is told why in its own dialect, and it goes on record. */
final class Unanswered {
    private Unanswered() {}

    /** Ends the recording of a call, and returns what its client is told. */
    static ProxyResponse told(Endpoint.ProviderCall call, Throwable thrown, ProxyRequest inbound, Recording recording) {
        Throwable cause = Failures.cause(thrown);
        inbound.attributes().get(Unsent.KEY).ifPresent(unsent -> unsent.failed(cause));
        ModelError error = Failures.told(cause);
        note(cause, error, Cancellation.hasLeft(inbound.attributes()), recording);
        ProxyResponse told = OurHeaders.on(Answers.error(call.dialect(), error), recording);
        return cause instanceof LimitReachedException limit
                ? told.with(LimitHeaders.on(told.headers(), limit.refused(), call.dialect(), Instant.now()))
                : told;
    }

    private static void note(Throwable cause, ModelError error, boolean left, Recording recording) {
        if (left) {
            recording.attemptFailed("client_left");
            recording.clientLeft(Answer::empty);
        } else if (cause instanceof RefusedException) {
            recording.refused(error);
        } else {
            recording.attemptFailed(Failures.kind(cause));
            recording.answering(error.status());
            recording.failed(error, Answer::empty);
        }
    }
}
