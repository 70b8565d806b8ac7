package io.throughline;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.registry.Dialects;
import io.throughline.provider.Provider;
import io.throughline.record.AnswerTap;
import io.throughline.route.Endpoint;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call that the application makes to a provider itself.
 *
 * @param provider the provider whose host is called
 * @param dialect what its answer is in
 * @param endpoint the same at Throughline, where there is one
 * @param model the model that the path names
 * @param streamed whether the path asks for a stream
 */
record ClientCall(
        Provider provider,
        Dialect dialect,
        Optional<Endpoint.ProviderCall> endpoint,
        Optional<String> model,
        boolean streamed) {
    private static final String PUBLISHER = "/publishers/google";
    /** Paths that name a model and have nothing like them at Throughline. */
    private static final List<Form> FORMS = List.of(
            new Form("(?:/openai)?/deployments/([^/]+)/chat/completions()", Dialects.CHAT),
            new Form("(?:/openai)?/deployments/([^/]+)/embeddings()", Dialects.EMBEDDINGS),
            new Form("/publishers/anthropic/models/([^/]+):(streamRawPredict|rawPredict)", Dialects.MESSAGES),
            new Form("/model/([^/]+)/(converse-stream|converse)", Dialects.CONVERSE),
            new Form("/model/([^/]*anthropic[^/]*)/(invoke-with-response-stream|invoke)", Dialects.INVOKE_ANTHROPIC),
            new Form("()/v2/chat()", Dialects.COHERE),
            new Form("()/api/chat()", Dialects.OLLAMA));

    /** Returns whether it asks for an answer to a conversation. */
    boolean isConversation() {
        return endpoint.map(Endpoint.ProviderCall::isConversation).orElse(!dialect.equals(Dialects.EMBEDDINGS));
    }

    /** Returns whether an answer is one of Gemini's streams that are no events: one JSON array, which looks like a whole answer. */
    boolean isArray(ProxyResponse response) {
        return streamed
                && dialect.equals(Dialects.GEMINI)
                && response.status() < 300
                && AnswerTap.framing(response.headers()).isEmpty();
    }

    /** Returns the name of the dialect in which the conversation is told: hosts have paths of their own for bodies of another's. */
    String conversation() {
        return dialect.equals(Dialects.INVOKE_ANTHROPIC) ? Dialects.MESSAGES.name() : dialect.name();
    }

    /**
     * Finds the call.
     *
     * @param method in upper case
     * @param provider whose host is called
     * @param path the path behind the provider's base
     */
    static Optional<ClientCall> of(String method, Provider provider, String path) {
        String plain = path.startsWith(PUBLISHER) ? path.substring(PUBLISHER.length()) : path;
        if (Endpoint.of(method, plain) instanceof Endpoint.ProviderCall endpoint) {
            Optional<String> model = endpoint instanceof Endpoint.GenerateContent generate
                    ? Optional.of(generate.model())
                    : Optional.empty();
            boolean streamed = endpoint instanceof Endpoint.GenerateContent generate && generate.streamed();
            return Dialects.named(endpoint.dialect())
                    .map(dialect -> new ClientCall(provider, dialect, Optional.of(endpoint), model, streamed));
        }
        if (!method.equals("POST")) {
            return Optional.empty();
        }
        for (Form form : FORMS) {
            Matcher match = form.path.matcher(path);
            if (match.matches()) {
                Optional<String> model = Optional.of(match.group(1))
                        .filter(it -> !it.isEmpty())
                        .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8));
                boolean streamed = match.group(2).contains("stream");
                return Optional.of(new ClientCall(provider, form.dialect, Optional.empty(), model, streamed));
            }
        }
        return Optional.empty();
    }

    /**
     * A form of paths.
     *
     * @param path the model, then what tells of a stream
     * @param dialect what is spoken there
     */
    private record Form(Pattern path, Dialect dialect) {
        private Form(String path, Dialect dialect) {
            this(Pattern.compile(path), dialect);
        }
    }
}
