package io.throughline.benchmarks;

import java.util.List;

/**
 * What is asked of a target.
 *
 * @param name its name in the table
 * @param path the path that is called
 * @param model the model, which tells the mock provider how to answer
 * @param bytes about how many bytes a request has
 * @param connections how many there are at a time
 * @param calls how many each connection makes; 0 for as many as it can in the time
 * @param translated whether the client's dialect is not the provider's: only Throughline takes it
 */
record Work(String name, String path, String model, int bytes, int connections, int calls, boolean translated) {
    /** Each takes two descriptors of a proxy, of which a process often has 20,000 at the most. */
    private static final int MOST_STREAMS = 9_900;

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";

    /** All work there is. */
    static List<Work> all() {
        return List.of(
                same("sat1k", "mock-0-0", 1_000, 64, 0),
                same("lat1", "mock-0-0", 1_000, 1, 0),
                same("sse1", "mock-500-0", 1_000, 1, 0),
                same("sse200", "mock-100-20", 1_000, 200, 1),
                same("sse10k", "mock-30-500", 1_000, MOST_STREAMS, 1),
                same("req32k", "mock-0-0", 32_000, 16, 0),
                same("req1m", "mock-0-0", 1_000_000, 8, 0),
                translated("chat-messages", CHAT, "claude-0-0"),
                translated("messages-chat", MESSAGES, "mock-0-0"),
                translated("responses-chat", RESPONSES, "mock-0-0"),
                translated("chat-messages-sse", CHAT, "claude-500-0"),
                translated("messages-chat-sse", MESSAGES, "mock-500-0"),
                translated("responses-chat-sse", RESPONSES, "mock-500-0"));
    }

    /** Whether the answers are streams: then an operation is an event, else a call. */
    boolean streamed() {
        return !model.endsWith("-0-0");
    }

    /** Whether all connections are opened and closed once, so that the time says nothing. */
    boolean paced() {
        return calls > 0;
    }

    /** The request's body. */
    String body() {
        String text = "benchmarks are hard to get right; ".repeat(Math.max(1, bytes / 34 - 4));
        String message = "{\"role\":\"user\",\"content\":\"" + text + "\"}";
        String input = path.equals(RESPONSES) ? "\"input\":\"" + text + "\"" : "\"messages\":[" + message + "]";
        return "{\"model\":\"" + model + "\",\"max_tokens\":500,\"stream\":".replace("max_tokens", most()) + streamed()
                + "," + input + "}";
    }

    private String most() {
        return path.equals(RESPONSES) ? "max_output_tokens" : "max_tokens";
    }

    private static Work same(String name, String model, int bytes, int connections, int calls) {
        return new Work(name, CHAT, model, bytes, connections, calls, false);
    }

    private static Work translated(String name, String path, String model) {
        return new Work(name, path, model, 1_000, model.endsWith("-0-0") ? 64 : 1, 0, true);
    }
}
