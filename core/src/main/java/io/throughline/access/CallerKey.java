package io.throughline.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key that callers show, of which only the hash is kept.
 *
 * @param name its name in records and errors
 * @param sha256 the SHA-256 of the key's UTF-8 form, 32 bytes, not to be changed
 * @param tenant whose traces its calls are
 * @param environment the environment of its calls, such as {@code production}
 * @param scopes what it may do: {@code llm}, {@code events}, {@code traces:read}, {@code no-trace}
 * @param models the models it may call, as {@code provider/model} with {@code *}; empty for all
 * @param rate how much it may do in a time; empty for any
 * @param budget how much it may spend; empty for any
 */
@SuppressWarnings("ArrayRecordComponent") // compared in constant time by the authenticator alone
public record CallerKey(
        String name,
        byte[] sha256,
        String tenant,
        String environment,
        Set<String> scopes,
        List<String> models,
        Optional<Rate> rate,
        Optional<Budget> budget) {

    /** Copies the hash and the collections. */
    public CallerKey {
        if (sha256.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + sha256.length);
        }
        sha256 = sha256.clone();
        scopes = Set.copyOf(scopes);
        models = List.copyOf(models);
    }

    /** Makes a key without limits. */
    public CallerKey(
            String name, byte[] sha256, String tenant, String environment, Set<String> scopes, List<String> models) {
        this(name, sha256, tenant, environment, scopes, models, Optional.empty(), Optional.empty());
    }

    /** Returns what its calls are counted on, where it has a limit. */
    public Optional<Account> account() {
        return rate.isEmpty() && budget.isEmpty()
                ? Optional.empty()
                : Optional.of(new Account(tenant, Optional.of(name), rate, budget));
    }

    @Override
    public String toString() {
        return "CallerKey[" + name + "]";
    }
}
