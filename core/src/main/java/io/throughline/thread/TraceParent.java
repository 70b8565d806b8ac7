package io.throughline.thread;

import io.throughline.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span as {@code traceparent} tells it (W3C Trace Context, level 2, section 3.2): how traces go on across systems that know nothing of each other's ids.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 * @param flags of which {@code sampled} and {@code random} are known
 */
public record TraceParent(String traceId, String spanId, int flags) {
    /** The flag that says that the span is recorded. */
    public static final int SAMPLED = 1;

    private static final int RANDOM = 2;
    /** What later versions add stands behind a hyphen; version ff is none. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** Leaves out the flags that nobody knows: they must not be passed on. */
    public TraceParent {
        flags &= SAMPLED | RANDOM;
    }

    /** Reads the header field; one that is none, or is there more than once, is ignored as its specification asks. */
    public static Optional<TraceParent> of(Headers headers) {
        List<String> values = headers.all("traceparent");
        return values.size() == 1 ? read(values.get(0).strip()) : Optional.empty();
    }

    /** Returns the span of the application's in which a call is made. */
    static TraceParent of(CurrentSpan span) {
        return new TraceParent(span.traceId(), span.spanId(), span.sampled() ? SAMPLED : 0);
    }

    /**
     * Returns the 32 digits that stand for one of our traces wherever only those are understood. The same on every node; nothing of the id can be read from
     * them, and no other tenant's trace has them.
     *
     * @param tenant whose trace it is
     * @param traceId the trace
     */
    public static String traceIdOf(String tenant, String traceId) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update("throughline trace".getBytes(StandardCharsets.US_ASCII));
            sha.update((byte) 0);
            sha.update(tenant.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(traceId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns a span within this one. */
    public TraceParent child(String childSpanId) {
        return new TraceParent(traceId, childSpanId, flags);
    }

    /** Returns the header field's value, 55 characters. */
    public String header() {
        return "00-" + traceId + "-" + spanId + "-" + HexFormat.of().toHexDigits((byte) flags);
    }

    private static Optional<TraceParent> read(String value) {
        Matcher form = FORM.matcher(value);
        if (!form.matches() || (form.group(1).equals("00") && form.group(5) != null)) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(form.group(2), form.group(3), Integer.parseInt(form.group(4), 16)));
    }
}
