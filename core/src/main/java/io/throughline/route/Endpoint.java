package io.throughline.route;

import io.throughline.Headers;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asks for, by method and path alone: so is the dialect of its answer. Every path of a model call is there with and without
 * {@code /v1}.
 */
public sealed interface Endpoint {
    /** What goes to a provider. */
    sealed interface ProviderCall extends Endpoint {
        /** Returns the dialect's name. */
        String dialect();

        /** Returns the path behind the version. */
        String path();

        /** Returns whether it asks for an answer to a conversation, which any provider can give. */
        default boolean isConversation() {
            return false;
        }
    }

    /** A call of a model, whose body names the model. */
    enum ModelCall implements ProviderCall {
        /** OpenAI Chat Completions. */
        CHAT("openai-chat", "/chat/completions"),
        /** OpenAI Responses. */
        RESPONSES("openai-responses", "/responses"),
        /** OpenAI Embeddings. */
        EMBEDDINGS("openai-embeddings", "/embeddings"),
        /** Anthropic Messages. */
        MESSAGES("anthropic-messages", "/messages"),
        /** Anthropic's counting of tokens. */
        COUNT_TOKENS("anthropic-count-tokens", "/messages/count_tokens");

        /** The calls that are nearly all calls. */
        private static final Map<String, ModelCall> BY_PATH = byPath();

        private final String dialect;
        private final String path;

        ModelCall(String dialect, String path) {
            this.dialect = dialect;
            this.path = path;
        }

        private static Map<String, ModelCall> byPath() {
            Map<String, ModelCall> calls = new HashMap<>();
            for (ModelCall call : values()) {
                calls.put(call.path, call);
                calls.put("/v1" + call.path, call);
            }
            return Map.copyOf(calls);
        }

        @Override
        public boolean isConversation() {
            return this == CHAT || this == RESPONSES || this == MESSAGES;
        }

        @Override
        public String dialect() {
            return dialect;
        }

        @Override
        public String path() {
            return path;
        }
    }

    /**
     * Gemini's generateContent, whose path names the model.
     *
     * @param model the model as the client named it
     * @param streamed whether the client asked for a stream
     */
    record GenerateContent(String model, boolean streamed) implements ProviderCall {
        static final String DIALECT = "gemini-generate-content";

        @Override
        public String dialect() {
            return DIALECT;
        }

        @Override
        public String path() {
            return pathOf(model);
        }

        /** Returns the path behind the version, for the model as its provider names it. */
        public String pathOf(String providersModel) {
            return "/models/"
                    + URLEncoder.encode(providersModel, StandardCharsets.UTF_8).replace("+", "%20")
                    + (streamed ? ":streamGenerateContent" : ":generateContent");
        }

        @Override
        public boolean isConversation() {
            return true;
        }
    }

    /**
     * Something with a stored response: it goes to the provider that made it.
     *
     * @param id the response
     * @param path the path behind the version, as it came
     */
    record StoredResponse(String id, String path) implements ProviderCall {
        @Override
        public String dialect() {
            return ModelCall.RESPONSES.dialect();
        }
    }

    /** The list of models. */
    record ModelList() implements Endpoint {}

    /**
     * One model.
     *
     * @param name its name, percent-decoding left to the reader
     */
    record Model(String name) implements Endpoint {}

    /** Something of Throughline's own, behind {@code /v1}. */
    enum Own implements Endpoint {
        /** Whether the process lives. */
        HEALTH,
        /** Whether it takes calls. */
        READY,
        /** Counters. */
        METRICS,
        /** The dry run of a call. */
        EXPLAIN,
        /** The registration of an agent. */
        AGENT_INIT,
        /** What happened around calls. */
        EVENTS,
        /** The traces. */
        TRACES,
        /** Counts. */
        STATS
    }

    /**
     * Something recorded.
     *
     * @param kind what
     * @param id which
     */
    record Recorded(Kind kind, String id) implements Endpoint {
        /** The kinds of recorded things. */
        public enum Kind {
            /** A trace's calls. */
            TRACE,
            /** A thread's calls. */
            THREAD,
            /** One call. */
            CALL
        }
    }

    /** No such path. */
    record Unknown() implements Endpoint {}

    /**
     * The path is there, the method is not.
     *
     * @param allowed the methods that are
     */
    record WrongMethod(List<String> allowed) implements Endpoint {}

    /**
     * Finds what a request asks for.
     *
     * @param method in upper case
     * @param rawPath the path behind the mount, percent-encoded
     */
    static Endpoint of(String method, String rawPath) {
        ModelCall call = method.equals("POST") ? ModelCall.BY_PATH.get(rawPath) : null;
        if (call != null) {
            return call;
        }
        String path =
                rawPath.length() > 1 && rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
        List<String> allowed = new ArrayList<>();
        for (Row row : Row.TABLE) {
            Matcher match = row.path.matcher(path);
            if (match.matches()) {
                if (row.method.equals(method)) {
                    return row.endpoint.from(match);
                }
                allowed.add(row.method);
            }
        }
        return allowed.isEmpty() ? new Unknown() : new WrongMethod(List.copyOf(allowed));
    }

    /**
     * Returns the dialect in which to answer what is no model call: that of the calls whose paths begin as this one does, else Anthropic's to who speaks
     * it, else OpenAI's.
     *
     * @param rawPath the path behind the mount, percent-encoded
     * @param headers the request's
     */
    static String errorDialect(String rawPath, Headers headers) {
        return ErrorPaths.dialect(rawPath)
                .orElseGet(() -> headers.contains("anthropic-version")
                        ? ModelCall.MESSAGES.dialect()
                        : ModelCall.CHAT.dialect());
    }

    /**
     * A line of the table of paths.
     *
     * @param method the method
     * @param path the whole path
     * @param endpoint what it is
     */
    record Row(String method, Pattern path, Reading endpoint) {
        private static final List<Row> TABLE = table();

        private static List<Row> table() {
            List<Row> rows = new ArrayList<>();
            for (ModelCall call : ModelCall.values()) {
                rows.add(row("POST", "(?:/v1)?" + call.path, match -> call));
            }
            for (String method : List.of("GET", "DELETE")) {
                rows.add(row(method, "(?:/v1)?(/responses/([^/]+))", Row::stored));
            }
            rows.add(row("POST", "(?:/v1)?(/responses/([^/]+)/cancel)", Row::stored));
            rows.add(row("GET", "(?:/v1)?(/responses/([^/]+)/input_items)", Row::stored));
            rows.add(
                    row("POST", "(?:/v1beta|/v1)?/models/(.+):(generateContent|streamGenerateContent)", Row::generate));
            rows.add(row("GET", "(?:/v1)?/models", match -> new ModelList()));
            rows.add(row("GET", "(?:/v1)?/models/(.+)", match -> new Model(match.group(1))));
            rows.add(row("GET", "/healthz", match -> Own.HEALTH));
            rows.add(row("GET", "/readyz", match -> Own.READY));
            rows.add(row("GET", "/metrics", match -> Own.METRICS));
            rows.add(row("POST", "/v1/explain", match -> Own.EXPLAIN));
            rows.add(row("POST", "(?:/v1)?/agents/init", match -> Own.AGENT_INIT));
            rows.add(row("POST", "(?:/v1)?/events", match -> Own.EVENTS));
            rows.add(row("GET", "/v1/traces", match -> Own.TRACES));
            rows.add(row("GET", "/v1/stats", match -> Own.STATS));
            rows.add(row("GET", "/v1/traces/([^/]+)", match -> recorded(Recorded.Kind.TRACE, match)));
            rows.add(row("GET", "/v1/threads/([^/]+)", match -> recorded(Recorded.Kind.THREAD, match)));
            rows.add(row("GET", "/v1/calls/([^/]+)", match -> recorded(Recorded.Kind.CALL, match)));
            return List.copyOf(rows);
        }

        private static Row row(String method, String path, Reading endpoint) {
            return new Row(method, Pattern.compile(path), endpoint);
        }

        private static Endpoint stored(Matcher match) {
            return new StoredResponse(match.group(2), match.group(1));
        }

        private static Endpoint generate(Matcher match) {
            String model = URLDecoder.decode(match.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return new GenerateContent(model, match.group(2).equals("streamGenerateContent"));
        }

        private static Endpoint recorded(Recorded.Kind kind, Matcher match) {
            return new Recorded(kind, match.group(1));
        }
    }

    /** Makes an endpoint of a path that matched. */
    interface Reading {
        /** Returns the endpoint. */
        Endpoint from(Matcher match);
    }
}
