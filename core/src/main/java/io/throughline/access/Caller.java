package io.throughline.access;

import io.throughline.Attributes;
import io.throughline.Secret;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a call, once known.
 *
 * @param key the name of the key shown, empty for anonymous
 * @param tenant whose traces the call is in
 * @param environment such as {@code production}
 * @param scopes what it may do
 * @param models the models it may call, as {@code provider/model} with {@code *}; empty for all
 */
public record Caller(Optional<String> key, String tenant, String environment, Set<String> scopes, List<String> models) {
    /**
     * Where code of this process that mounts the handler says who calls, in place of a key. Attributes are no part of a message: nothing that
     * comes over a network can set it.
     */
    public static final Attributes.Key<Caller> KEY = new Attributes.Key<>("caller", Caller.class);

    /** Where such code shows one of the configured keys for Throughline, in the place of the credentials of the call. */
    public static final Attributes.Key<Secret> SHOWN = new Attributes.Key<>("shown-key", Secret.class);

    /** Returns the application itself, which calls from inside this process and may all. */
    public static Caller inProcess() {
        return new Caller(
                Optional.empty(), "default", "default", Set.of("llm", "events", "traces:read", "no-trace"), List.of());
    }

    /** Returns whether the caller may do what needs {@code scope}. */
    public boolean may(String scope) {
        return scopes.contains(scope);
    }

    /**
     * Returns whether the caller may call a model.
     *
     * @param names the names the model goes by: as requested, and as {@code provider/model}
     */
    public boolean mayCall(String... names) {
        if (models.isEmpty()) {
            return true;
        }
        for (String pattern : models) {
            for (String name : names) {
                if (matches(pattern, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A {@code *} stands for any characters; matching is greedy from the left, so it takes linear steps for each star. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
