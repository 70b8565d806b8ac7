package io.throughline;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.http.UpstreamException;
import io.throughline.route.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure is to the caller, to the record and to the choice of what is tried next: never a stack trace, an address or a key. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Throughline.class);

    private static final long QUIET = Duration.ofSeconds(1).toNanos();
    private static final AtomicLong LAST_UNREACHED = new AtomicLong(System.nanoTime() - QUIET);

    private Failures() {}

    /** Returns what a stage failed with, which the stages behind it wrap. */
    static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
    }

    /** Returns what to tell the caller. */
    static ModelError told(Throwable cause) {
        if (cause instanceof RefusedException refused) {
            return refused.error();
        }
        if (cause instanceof UpstreamException upstream) {
            return switch (upstream.kind()) {
                case TIMEOUT -> ModelError.of(ModelError.Kind.TIMEOUT, "The provider took too long to answer");
                case CONNECT -> unreached("The provider could not be reached", upstream);
                case TLS -> unreached("No secure connection to the provider could be made", upstream);
                case HEADERS ->
                    ModelError.of(ModelError.Kind.UPSTREAM, "The provider sent " + UpstreamException.TOO_LARGE);
                case RESET, PROTOCOL, CANCELLED ->
                    ModelError.of(ModelError.Kind.UPSTREAM, "The connection to the provider broke");
            };
        }
        if (cause instanceof IOException) {
            return ModelError.of(ModelError.Kind.UPSTREAM, "The connection to the provider broke");
        }
        LOG.error("A call failed for a reason of ours", cause);
        return ModelError.of(ModelError.Kind.INTERNAL, "Something went wrong in the proxy");
    }

    /** Why is told, where is not: the host's name and port stand in the log alone, which an outage does not fill. */
    private static ModelError unreached(String what, UpstreamException cause) {
        long now = System.nanoTime();
        long last = LAST_UNREACHED.get();
        if (now - last >= QUIET && LAST_UNREACHED.compareAndSet(last, now)) {
            LOG.warn("A call failed: {}. Said once a second at the most", cause.getMessage());
        }
        return ModelError.of(
                ModelError.Kind.UPSTREAM,
                what + cause.why().map(why -> ": " + why).orElse(""));
    }

    /** Returns what the failure of a try is to the choice of the next. */
    static Failure.Kind met(Throwable cause) {
        if (cause instanceof UpstreamException upstream) {
            return switch (upstream.kind()) {
                case CONNECT, RESET, PROTOCOL -> Failure.Kind.CONNECTION;
                case TLS -> Failure.Kind.TRUST;
                case HEADERS -> Failure.Kind.UNTAKEN;
                case TIMEOUT -> Failure.Kind.TIMEOUT;
                case CANCELLED -> Failure.Kind.FINAL;
            };
        }
        return cause instanceof IOException ? Failure.Kind.CONNECTION : Failure.Kind.FINAL;
    }

    /** Returns the class of the failure, for the record. */
    static String kind(Throwable cause) {
        if (cause instanceof UpstreamException upstream) {
            return upstream.kind().name().toLowerCase(Locale.ROOT);
        }
        return cause instanceof IOException ? "broken" : "internal";
    }
}
