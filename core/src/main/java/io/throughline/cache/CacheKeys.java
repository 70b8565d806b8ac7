package io.throughline.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the key of a call: tenant, environment, dialect, target, deciding header fields and the whole canonical request. Each part goes in with its
 * length before it, so no part can pass for another.
 */
final class CacheKeys {
    private static final String VERSION = "throughline-cache-1";

    private CacheKeys() {}

    /** Returns the key; empty for a call that is not to be kept. */
    static Optional<CacheKey> of(CacheableCall call) {
        return CanonicalRequest.of(call.body().bytes()).map(request -> {
            MessageDigest digest = sha256();
            add(digest, VERSION);
            add(digest, call.caller().tenant());
            add(digest, call.caller().environment());
            add(digest, call.dialect().name());
            add(digest, call.target());
            Map<String, List<String>> headers = new TreeMap<>(call.deciding().toMap());
            headers.forEach((name, values) -> {
                add(digest, name);
                values.forEach(value -> add(digest, value));
                add(digest, "");
            });
            add(digest, "");
            add(digest, request);
            return new CacheKey(call.caller().tenant(), HexFormat.of().formatHex(digest.digest()));
        });
    }

    private static void add(MessageDigest digest, String text) {
        add(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
