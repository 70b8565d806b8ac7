package io.throughline.access;

import io.throughline.Headers;
import io.throughline.Peer;
import io.throughline.Secret;
import io.throughline.dialect.ModelError;
import java.net.InetAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls. With no keys configured anyone may call, but only from this very machine: over a loopback connection that no proxy
 * and no web page of elsewhere stands behind. Safe for use by many threads.
 */
public final class Authenticator {
    private static final Set<String> ALL_SCOPES = Set.of("llm", "events", "traces:read", "no-trace");
    private static final Caller ANONYMOUS = new Caller(Optional.empty(), "default", "default", ALL_SCOPES, List.of());
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+)");
    private static final List<String> FORWARDING = List.of("forwarded", "x-forwarded-for", "x-real-ip");

    private final List<CallerKey> keys;

    /** Makes an authenticator for these keys; none for anonymous use. */
    public Authenticator(List<CallerKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns the caller that this process itself is. */
    public static Caller inProcess() {
        return ANONYMOUS;
    }

    /**
     * Finds the caller by the first credential among {@code Authorization: Bearer}, {@code x-api-key}, {@code api-key} and {@code
     * x-goog-api-key}.
     *
     * @param headers the inbound header fields
     * @param peer the connection's other end; empty for a call from inside this process
     */
    public Result authenticate(Headers headers, Optional<Peer> peer) {
        if (keys.isEmpty()) {
            return anonymous(headers, peer);
        }
        Optional<String> shown = credential(headers);
        if (shown.isEmpty()) {
            return denied("No API key was sent: use Authorization: Bearer, x-api-key or api-key", "missing_api_key");
        }
        CallerKey key = find(Secret.of(shown.get()).sha256());
        if (key == null) {
            return denied("The API key is not known here", "invalid_api_key");
        }
        return new Admitted(
                new Caller(Optional.of(key.name()), key.tenant(), key.environment(), key.scopes(), key.models()));
    }

    private static Result anonymous(Headers headers, Optional<Peer> peer) {
        boolean local =
                peer.map(Peer::address).map(InetAddress::isLoopbackAddress).orElse(true)
                        && FORWARDING.stream().noneMatch(headers::contains);
        if (!local) {
            return denied("Without configured keys only callers on this machine are served", "missing_api_key");
        }
        // a page of elsewhere, open in a browser on this machine, can reach a loopback port too
        if (peer.isPresent() && !(ownHost(headers.first("host")) && ownOrigin(headers.first("origin")))) {
            return new Denied(ModelError.of(
                    ModelError.Kind.PERMISSION,
                    "Without configured keys only requests to localhost, from no other origin, are served"));
        }
        return new Admitted(ANONYMOUS);
    }

    private static Optional<String> credential(Headers headers) {
        return headers.first("authorization")
                .map(value -> BEARER.matcher(value.strip()))
                .filter(match -> match.matches())
                .map(match -> match.group(1))
                .or(() -> headers.first("x-api-key").filter(value -> !value.isBlank()))
                .or(() -> headers.first("api-key").filter(value -> !value.isBlank()))
                .or(() -> headers.first("x-goog-api-key").filter(value -> !value.isBlank()))
                .map(String::strip);
    }

    /** Every key is compared, each in constant time, so that time tells nothing. */
    private @Nullable CallerKey find(byte[] sha256) {
        CallerKey found = null;
        for (CallerKey key : keys) {
            if (MessageDigest.isEqual(key.sha256(), sha256)) {
                found = key;
            }
        }
        return found;
    }

    private static boolean ownOrigin(Optional<String> origin) {
        if (origin.isEmpty()) {
            return true;
        }
        try {
            return ownName(
                    Optional.ofNullable(URI.create(origin.get()).getHost()).orElse(""));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean ownHost(Optional<String> host) {
        return host.map(value -> ownName(value.replaceFirst(":\\d+$", ""))).orElse(true);
    }

    private static boolean ownName(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return plain.equals("localhost")
                || plain.endsWith(".localhost")
                || plain.matches("127\\.\\d+\\.\\d+\\.\\d+")
                || plain.equals("[::1]");
    }

    private static Denied denied(String message, String code) {
        return new Denied(ModelError.of(ModelError.Kind.AUTHENTICATION, message).coded(code));
    }

    /** What came of it. */
    public sealed interface Result {}

    /**
     * The caller is known.
     *
     * @param caller who
     */
    public record Admitted(Caller caller) implements Result {}

    /**
     * The caller is not let in.
     *
     * @param error why
     */
    public record Denied(ModelError error) implements Result {}
}
