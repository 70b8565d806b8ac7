package io.throughline.http;

import io.throughline.Headers;
import io.throughline.Secret;
import io.throughline.provider.Provider;
import io.throughline.wire.ContentDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which header fields may pass, in either direction. Pure functions. */
public final class HeaderHygiene {
    /** RFC 9110, section 7.6.1, and what older proxies speak. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final Set<String> OUTBOUND = Set.of(
            "anthropic-version",
            "anthropic-beta",
            "openai-beta",
            "openai-organization",
            "openai-project",
            "idempotency-key",
            "user-agent",
            "content-type",
            "accept",
            "accept-encoding");

    /** What no configuration lets pass: credentials, cookies, the connection's own fields. */
    private static final Set<String> NEVER_OUTBOUND = Set.of(
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "x-amz-security-token",
            "cookie",
            "cookie2",
            "forwarded",
            "x-real-ip",
            "host",
            "content-length",
            "expect",
            "x-trace-id",
            "x-thread-id",
            "x-agent-name",
            "x-external-user-id");

    private static final Set<String> NEVER_DOWNSTREAM =
            Set.of("set-cookie", "set-cookie2", "alt-svc", "strict-transport-security", "x-trace-id", "x-thread-id");

    private static final Set<String> ACCOUNT =
            Set.of("organization", "organisation", "org", "project", "workspace", "account");

    private static final Set<String> DECIDING =
            Set.of("anthropic-version", "anthropic-beta", "openai-beta", "openai-organization", "openai-project");

    private static final List<String> CREDENTIALS = List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    private static final String BEARER = "Bearer ";

    private HeaderHygiene() {}

    /**
     * Returns what of a client's header fields goes to {@code provider}: an allow-list, without any credential. The provider's is added by
     * {@link #withCredential}.
     *
     * @param inbound the client's fields
     * @throws IllegalArgumentException when a field that would pass could break the message; the exception names the field, not its value
     */
    public static Headers outbound(Headers inbound, Provider provider) {
        Set<String> connection = namedByConnection(inbound);
        Headers.Builder outbound = Headers.builder();
        inbound.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean allowed =
                    OUTBOUND.contains(lower) || provider.forwardHeaders().contains(lower);
            if (allowed && !connection.contains(lower) && !isNeverOutbound(lower) && !lower.equals("accept-encoding")) {
                outbound.add(name, safe(name, value));
            }
        });
        List<String> codings = inbound.all("accept-encoding");
        if (!codings.isEmpty() && !connection.contains("accept-encoding")) {
            outbound.add("Accept-Encoding", safe("accept-encoding", understood(codings)));
        }
        Headers passed = outbound.build();
        return provider.family() == Provider.Family.ANTHROPIC && !passed.contains("anthropic-version")
                ? passed.with("anthropic-version", "2023-06-01")
                : passed;
    }

    /** Returns those of a client's header fields that a provider gets to see and that may change its answer. */
    public static Headers deciding(Headers inbound, Provider provider) {
        return inbound.keep(name -> DECIDING.contains(name.toLowerCase(Locale.ROOT))
                || provider.forwardHeaders().contains(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Returns {@code outbound} with a provider's credential, in the place of any that was there.
     *
     * @throws IllegalArgumentException when the secret could break the message; the exception does not tell it
     */
    public static Headers withCredential(Headers outbound, Provider.Auth auth, Secret secret) {
        Headers bare = withoutCredentials(outbound);
        return switch (auth) {
            case BEARER -> bare.with("Authorization", safe("authorization", BEARER + secret.reveal()));
            case X_API_KEY -> bare.with("x-api-key", safe("x-api-key", secret.reveal()));
            case X_GOOG_API_KEY -> bare.with("x-goog-api-key", safe("x-goog-api-key", secret.reveal()));
            case API_KEY -> bare.with("api-key", safe("api-key", secret.reveal()));
            case NONE -> bare;
        };
    }

    /** Returns the provider's key that a request carries, where it carries one. */
    public static Optional<String> credential(Headers outbound) {
        for (String name : CREDENTIALS) {
            Optional<String> value = outbound.first(name);
            if (value.isPresent()) {
                String told = value.get();
                return Optional.of(told.startsWith(BEARER) ? told.substring(BEARER.length()) : told);
            }
        }
        return Optional.empty();
    }

    /** Returns header fields without those that tell who calls, to be shown. */
    public static Headers withoutCredentials(Headers outbound) {
        return outbound.keep(name -> !isCredential(name));
    }

    /**
     * Returns what of a provider's header fields goes to the client: all, in order, but those of the connection, of the provider's account, and
     * those that the proxy writes itself. A field that could break the message is left out.
     */
    public static Headers downstream(Headers upstream) {
        Set<String> connection = namedByConnection(upstream);
        Headers.Builder downstream = Headers.builder();
        upstream.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!connection.contains(lower) && !isNeverDownstream(lower) && isSafe(name, value)) {
                downstream.add(name, value);
            }
        });
        return downstream.build();
    }

    /** Returns whether every field is one line, with a name that is a token (RFC 9110, section 5). */
    static boolean isSafe(Headers headers) {
        AtomicBoolean safe = new AtomicBoolean(true);
        headers.forEach((name, value) -> safe.compareAndSet(true, isSafe(name, value)));
        return safe.get();
    }

    private static boolean isNeverOutbound(String name) {
        return NEVER_OUTBOUND.contains(name)
                || HOP_BY_HOP.contains(name)
                || name.startsWith("x-throughline-")
                || name.startsWith("x-forwarded-")
                || name.startsWith(":");
    }

    private static boolean isNeverDownstream(String name) {
        return NEVER_DOWNSTREAM.contains(name)
                || HOP_BY_HOP.contains(name)
                || name.startsWith("x-throughline-")
                || name.startsWith(":")
                || namesAccount(name);
    }

    private static boolean namesAccount(String name) {
        int from = 0;
        for (int hyphen = name.indexOf('-'); hyphen >= 0; hyphen = name.indexOf('-', from)) {
            if (ACCOUNT.contains(name.substring(from, hyphen))) {
                return true;
            }
            from = hyphen + 1;
        }
        return ACCOUNT.contains(name.substring(from));
    }

    private static boolean isCredential(String name) {
        return CREDENTIALS.contains(name);
    }

    private static Set<String> namedByConnection(Headers headers) {
        List<String> values = headers.all("connection");
        if (values.isEmpty()) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String value : values) {
            for (String token : value.split(",")) {
                named.add(token.trim().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }

    /** Codings that can be read again on the way back; plain bytes when the client names none of them. */
    private static String understood(List<String> values) {
        List<String> understood = new ArrayList<>();
        for (String value : values) {
            for (String element : value.split(",")) {
                String coding = element.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
                if (coding.equals("identity") || ContentDecoder.understands(coding)) {
                    understood.add(element.trim());
                }
            }
        }
        return understood.isEmpty() ? "identity" : String.join(", ", understood);
    }

    private static String safe(String name, String value) {
        if (!isSafe(name, value)) {
            throw new IllegalArgumentException("the header field " + (isToken(name) ? name : "with no proper name")
                    + " holds what no header field may");
        }
        return value;
    }

    private static boolean isSafe(String name, String value) {
        return isToken(name) && value.indexOf('\r') < 0 && value.indexOf('\n') < 0 && value.indexOf('\0') < 0;
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
            if (!letter && (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
