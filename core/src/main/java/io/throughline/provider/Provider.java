package io.throughline.provider;

import io.throughline.Secret;
import io.throughline.dialect.UsageConvention;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider as this installation uses it.
 *
 * @param name its name in configuration, routes and records
 * @param family what it speaks
 * @param baseUri the URI that its endpoints' paths are put behind, without a slash at the end; keys go to this host alone
 * @param auth how it is told who calls
 * @param keys its keys; empty where it needs none
 * @param models the models it is known to have, in the order of configuration
 * @param query query parameters that every call takes, such as Azure's {@code api-version}
 * @param forwardHeaders further request headers of clients that may pass, in lower case
 * @param usage how it counts tokens
 * @param protocol the HTTP version spoken to it
 */
public record Provider(
        String name,
        Family family,
        URI baseUri,
        Auth auth,
        List<Key> keys,
        List<String> models,
        Map<String, String> query,
        Set<String> forwardHeaders,
        UsageConvention usage,
        Protocol protocol) {

    /** Copies the collections. */
    public Provider {
        keys = List.copyOf(keys);
        models = List.copyOf(models);
        query = Map.copyOf(query);
        forwardHeaders = Set.copyOf(forwardHeaders);
    }

    /** The families of dialects that a provider can speak. */
    public enum Family {
        /** Chat Completions, Responses, Embeddings under one base URI that ends in the version. */
        OPENAI,
        /** Messages and count_tokens under {@code /v1}. */
        ANTHROPIC,
        /** The simulated provider in this process: speaks every dialect. */
        ECHO
    }

    /** The ways a key is sent. */
    public enum Auth {
        /** {@code Authorization: Bearer}. */
        BEARER,
        /** {@code x-api-key}. */
        X_API_KEY,
        /** {@code api-key}. */
        API_KEY,
        /** Not at all. */
        NONE
    }

    /** The HTTP versions. */
    public enum Protocol {
        /** HTTP/1.1, one exchange at a time on a connection. */
        HTTP_1_1,
        /** HTTP/2, one exchange at a time on a connection. */
        HTTP_2
    }

    /**
     * One of a provider's keys.
     *
     * @param secret the key
     * @param weight its share of the calls, 1 or more
     */
    public record Key(Secret secret, int weight) {}
}
