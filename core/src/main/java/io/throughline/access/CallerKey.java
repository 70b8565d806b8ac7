package io.throughline.access;

import java.util.List;
import java.util.Set;

/**
 * A key that callers show, of which only the hash is kept.
 *
 * @param name its name in records and errors
 * @param sha256 the SHA-256 of the key's UTF-8 form
 * @param tenant whose traces its calls are
 * @param environment the environment of its calls, such as {@code production}
 * @param scopes what it may do: {@code llm}, {@code events}, {@code traces:read}, {@code no-trace}
 * @param models the models it may call, as {@code provider/model} with {@code *}; empty for all
 */
@SuppressWarnings("ArrayRecordComponent") // compared in constant time by the authenticator alone
public record CallerKey(
        String name, byte[] sha256, String tenant, String environment, Set<String> scopes, List<String> models) {
    @Override
    public String toString() {
        return "CallerKey[" + name + "]";
    }
}
