package io.throughline.provider;

import io.throughline.Secret;
import io.throughline.dialect.UsageConvention;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A provider as this installation uses it.
 *
 * @param name its name in configuration, routes and records
 * @param family what it speaks
 * @param dialects the names of the dialects it speaks, the one for what it does not speak first
 * @param baseUri the URI that its endpoints' paths are put behind, without a slash at the end; keys go to this host alone
 * @param auth how it is told who calls
 * @param keys its keys; empty where it needs none
 * @param models the models it is known to have, in the order of configuration
 * @param query query parameters that every call takes, such as Azure's {@code api-version}
 * @param forwardHeaders further request headers of clients that may pass, in lower case
 * @param usage how it counts tokens
 * @param protocol the HTTP version spoken to it
 * @param signing how its requests are signed, where they are
 * @param environments what it is instead for callers of some environments, by their names: at another address, or with other keys
 */
public record Provider(
        String name,
        Family family,
        List<String> dialects,
        URI baseUri,
        Auth auth,
        List<Key> keys,
        List<String> models,
        Map<String, String> query,
        Set<String> forwardHeaders,
        UsageConvention usage,
        Protocol protocol,
        Optional<SigningSettings> signing,
        Map<String, Provider> environments) {

    /** Copies the collections. */
    public Provider {
        dialects = List.copyOf(dialects);
        keys = List.copyOf(keys);
        models = List.copyOf(models);
        query = Map.copyOf(query);
        forwardHeaders = Set.copyOf(forwardHeaders);
        environments = Map.copyOf(environments);
    }

    /** Makes a provider that is the same in all environments. */
    public Provider(
            String name,
            Family family,
            List<String> dialects,
            URI baseUri,
            Auth auth,
            List<Key> keys,
            List<String> models,
            Map<String, String> query,
            Set<String> forwardHeaders,
            UsageConvention usage,
            Protocol protocol,
            Optional<SigningSettings> signing) {
        this(
                name,
                family,
                dialects,
                baseUri,
                auth,
                keys,
                models,
                query,
                forwardHeaders,
                usage,
                protocol,
                signing,
                Map.of());
    }

    /** Returns this provider with what it is in some environments. */
    public Provider in(Map<String, Provider> others) {
        return with(baseUri, auth, keys, signing, others);
    }

    /** Returns this provider at another address, with other keys. */
    public Provider at(URI other, Auth shown, List<Key> others) {
        return with(other, shown, others, others.isEmpty() ? signing : Optional.empty(), Map.of());
    }

    private Provider with(
            URI address,
            Auth shown,
            List<Key> shownKeys,
            Optional<SigningSettings> signed,
            Map<String, Provider> elsewhere) {
        return new Provider(
                name,
                family,
                dialects,
                address,
                shown,
                shownKeys,
                models,
                query,
                forwardHeaders,
                usage,
                protocol,
                signed,
                elsewhere);
    }

    /** The families of dialects that a provider can speak. */
    public enum Family {
        /** Chat Completions, Responses, Embeddings under one base URI that ends in the version. */
        OPENAI("openai-chat", "openai-responses", "openai-embeddings"),
        /** Messages and count_tokens under {@code /v1}. */
        ANTHROPIC("anthropic-messages", "anthropic-count-tokens"),
        /** generateContent under a base URI that ends in the version. */
        GEMINI("gemini-generate-content"),
        /** Gemini's and Anthropic's models on Google's Vertex AI, under a base URI that ends with project and location. */
        VERTEX("gemini-generate-content"),
        /** Converse and InvokeModel of Amazon Bedrock. */
        BEDROCK("bedrock-converse"),
        /** Cohere's second version. */
        COHERE("cohere-chat"),
        /** Ollama's own, under {@code /api}. */
        OLLAMA("ollama-chat"),
        /** The simulated provider in this process. */
        ECHO("openai-chat", "openai-responses", "openai-embeddings", "anthropic-messages", "anthropic-count-tokens");

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> dialects;

        Family(String... dialects) {
            this.dialects = List.of(dialects);
        }

        /** Returns the names of its dialects, the one for what it does not speak first. */
        public List<String> dialects() {
            return dialects;
        }
    }

    /** Returns whether it speaks a dialect. */
    public boolean speaks(String dialect) {
        return dialects.contains(dialect);
    }

    /** The ways a key is sent. */
    public enum Auth {
        /** {@code Authorization: Bearer}. */
        BEARER,
        /** {@code x-api-key}. */
        X_API_KEY,
        /** {@code api-key}. */
        API_KEY,
        /** {@code x-goog-api-key}. */
        X_GOOG_API_KEY,
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
