package io.throughline.provider;

import io.throughline.dialect.UsageConvention;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A provider that is known without being described.
 *
 * @param name its name
 * @param family what it speaks
 * @param dialects the names of the dialects it speaks, the one for what it does not speak first
 * @param base where it is; empty where each installation has its own
 * @param barePath the path that a base URL without a path gets
 * @param auth how a key is sent
 * @param need whether it must have a key
 * @param keyVariables the environment variables that hold its key, first one first
 * @param baseVariables the environment variables that say where it is, first one first
 * @param usage how it counts tokens
 */
public record Builtin(
        String name,
        Provider.Family family,
        List<String> dialects,
        Optional<URI> base,
        String barePath,
        Provider.Auth auth,
        KeyNeed need,
        List<String> keyVariables,
        List<String> baseVariables,
        UsageConvention usage) {

    /** Whether a provider must have a key. */
    public enum KeyNeed {
        /** No call succeeds without. */
        REQUIRED,
        /** It has one where its operator wants it. */
        OPTIONAL,
        /** It takes none. */
        NONE
    }

    /** Copies the lists. */
    public Builtin {
        dialects = List.copyOf(dialects);
        keyVariables = List.copyOf(keyVariables);
        baseVariables = List.copyOf(baseVariables);
    }

    static Builtin openAi(String name, String base, String... keyVariables) {
        return new Builtin(
                name,
                Provider.Family.OPENAI,
                Provider.Family.OPENAI.dialects(),
                Optional.of(URI.create(base)),
                "",
                Provider.Auth.BEARER,
                KeyNeed.REQUIRED,
                List.of(keyVariables),
                List.of(),
                UsageConvention.STANDARD);
    }

    Builtin counting(UsageConvention other) {
        return new Builtin(name, family, dialects, base, barePath, auth, need, keyVariables, baseVariables, other);
    }

    /** Returns this provider as it is known to speak these dialects alone. */
    public Builtin speaking(List<String> others) {
        return new Builtin(name, family, others, base, barePath, auth, need, keyVariables, baseVariables, usage);
    }

    /** It has no Responses API. */
    Builtin withoutResponses() {
        return speaking(dialects.stream()
                .filter(dialect -> !dialect.equals("openai-responses"))
                .toList());
    }

    Builtin local(String... variables) {
        return new Builtin(
                name, family, dialects, base, "/v1", auth, KeyNeed.OPTIONAL, keyVariables, List.of(variables), usage);
    }
}
