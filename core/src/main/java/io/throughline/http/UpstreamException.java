package io.throughline.http;

import io.throughline.record.BrokenAnswer;
import io.throughline.wire.Seconds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
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
        /** The header fields of the answer are more, or longer, than are taken. */
        HEADERS,
        /** The client left, or the request's body broke. */
        CANCELLED
    }

    /** What is wrong with header fields of {@link Kind#HEADERS}, in words. */
    public static final String TOO_LARGE = "a header field of more than " + Connections.LONGEST_FIELD / 1024
            + " KiB, or more than " + Connections.MOST_FIELDS + " of them";

    private final Kind kind;
    private final String why;
    private final @Nullable Duration silence;

    UpstreamException(Kind kind, String message) {
        this(kind, message, "", null);
    }

    private UpstreamException(Kind kind, String message, String why, @Nullable Duration silence) {
        super(message);
        this.kind = kind;
        this.why = why;
        this.silence = silence;
    }

    /** Makes the failure of an exchange for which there was no connection to {@code host} free in time. */
    static UpstreamException noneFree(String host) {
        String why = "no connection was free in time";
        return new UpstreamException(Kind.CONNECT, "no connection to " + host + ": " + why, why, null);
    }

    /** Makes the failure of a provider that {@code host} is, which did not begin to answer in time. */
    public static UpstreamException silent(String host) {
        return new UpstreamException(Kind.TIMEOUT, host + " was silent for too long");
    }

    /** Makes the failure of a provider that {@code host} is, which sent nothing for so long. */
    static UpstreamException silent(String host, Duration silence) {
        return new UpstreamException(Kind.TIMEOUT, host + " sent nothing for " + Seconds.of(silence), "", silence);
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

    /** Returns why there was no connection, in words that name no address, such as {@code connection refused}; empty where nobody knows. */
    public Optional<String> why() {
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
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
        boolean tls = cause instanceof SSLException;
        String why = tls ? "the TLS handshake failed" : unreached(cause);
        String message = (tls ? "no TLS with " : "no connection to ") + host;
        return of(tls ? Kind.TLS : Kind.CONNECT, message + (why.isEmpty() ? "" : ": " + why), why, cause);
    }

    private static String unreached(Throwable cause) {
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return "unknown host";
        } else if (cause instanceof SocketTimeoutException) {
            return "timed out";
        } else if (cause instanceof ConnectException) {
            return "connection refused";
        }
        return cause instanceof NoRouteToHostException ? "no route to the host" : "";
    }

    /** Says why an exchange with {@code host} broke that was on its way. */
    static UpstreamException exchanging(String host, Throwable cause) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        if (cause instanceof SocketTimeoutException) {
            return of(Kind.TIMEOUT, host + " was silent for too long", cause);
        }
        if (cause instanceof MessageConstraintException) {
            return of(Kind.HEADERS, host + " sent " + TOO_LARGE, cause);
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
                || cause instanceof MalformedChunkCodingException
                || cause instanceof H2ConnectionException
                || cause instanceof RuntimeException;
    }

    /** The cause gives its class alone: its message may quote what the provider sent. */
    private static UpstreamException of(Kind kind, String message, Throwable cause) {
        return of(kind, message, "", cause);
    }

    private static UpstreamException of(Kind kind, String message, String why, Throwable cause) {
        UpstreamException exception =
                new UpstreamException(kind, message + " (" + cause.getClass().getSimpleName() + ")", why, null);
        exception.setStackTrace(cause.getStackTrace());
        return exception;
    }
}
