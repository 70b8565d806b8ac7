package io.throughline.http;

import io.throughline.record.BrokenAnswer;
import io.throughline.wire.Seconds;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http2.H2ConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange with a provider that broke. Its message names the host and what happened, nothing that was sent or received: it may be logged
 * and shown.
 */
public final class UpstreamException extends IOException implements BrokenAnswer.Silence {
    private static final long serialVersionUID = 1;

    /** What broke. */
    public enum Kind {
        /** No connection: unknown host, refused, not made or not free in time. Nothing was sent. */
        CONNECT,
        /** No trust: the TLS handshake failed. Nothing was sent. */
        TLS,
        /** The provider was silent for too long, or the exchange took longer than it may in all. */
        TIMEOUT,
        /** The provider broke the exchange off: reset, closed early, a body shorter than it said. */
        RESET,
        /** The provider does not speak HTTP as it should. */
        PROTOCOL,
        /** The client left, or the request's body broke. */
        CANCELLED
    }

    private final Kind kind;
    private final @Nullable Duration silence;

    UpstreamException(Kind kind, String message) {
        this(kind, message, null);
    }

    private UpstreamException(Kind kind, String message, @Nullable Duration silence) {
        super(message);
        this.kind = kind;
        this.silence = silence;
    }

    /** Makes the failure of a provider that {@code host} is, which did not begin to answer in time. */
    public static UpstreamException silent(String host) {
        return new UpstreamException(Kind.TIMEOUT, host + " was silent for too long");
    }

    /** Makes the failure of a provider that {@code host} is, which sent nothing for so long. */
    static UpstreamException silent(String host, Duration silence) {
        return new UpstreamException(Kind.TIMEOUT, host + " sent nothing for " + Seconds.of(silence), silence);
    }

    /** Makes the failure of an exchange that nobody waits for any more. */
    public static UpstreamException clientLeft() {
        return new UpstreamException(Kind.CANCELLED, "the client left");
    }

    /** Makes the failure of an answer that ended before it was whole. */
    public static UpstreamException endedEarly() {
        return new UpstreamException(Kind.RESET, "the answer ended before it was whole");
    }

    /** Returns what broke. */
    public Kind kind() {
        return kind;
    }

    @Override
    public Optional<Duration> silence() {
        return Optional.ofNullable(silence);
    }

    /** Says why no connection to {@code host} came to be. */
    static UpstreamException connecting(String host, Throwable cause) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        Kind kind = cause instanceof SSLException ? Kind.TLS : Kind.CONNECT;
        return of(kind, (kind == Kind.TLS ? "no TLS with " : "no connection to ") + host, cause);
    }

    /** Says why an exchange with {@code host} broke that was on its way. */
    static UpstreamException exchanging(String host, Throwable cause) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        if (cause instanceof SocketTimeoutException) {
            return of(Kind.TIMEOUT, host + " was silent for too long", cause);
        }
        if (isProtocol(cause)) {
            return of(Kind.PROTOCOL, host + " broke the rules of HTTP", cause);
        }
        return of(Kind.RESET, host + " broke the exchange off", cause);
    }

    private static boolean isProtocol(Throwable cause) {
        if (cause instanceof ConnectionClosedException || cause instanceof TruncatedChunkException) {
            return false;
        }
        return cause instanceof HttpException
                || cause instanceof MessageConstraintException
                || cause instanceof MalformedChunkCodingException
                || cause instanceof H2ConnectionException
                || cause instanceof RuntimeException;
    }

    /** The cause gives its class alone: its message may quote what the provider sent. */
    private static UpstreamException of(Kind kind, String message, Throwable cause) {
        UpstreamException exception =
                new UpstreamException(kind, message + " (" + cause.getClass().getSimpleName() + ")");
        exception.setStackTrace(cause.getStackTrace());
        return exception;
    }
}
