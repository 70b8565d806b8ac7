package io.throughline.benchmarks;

import java.nio.charset.StandardCharsets;

/** What the mock provider says in one dialect, as bytes that are made once a call. */
final class MockAnswer {
    private static final MockAnswer CHAT = chat();
    private static final MockAnswer MESSAGES = messages();

    private final byte[] whole;
    private final byte[] begin;
    private final byte[] chunk;
    private final byte[] end;

    private MockAnswer(String whole, String begin, String chunk, String end) {
        this.whole = whole.getBytes(StandardCharsets.UTF_8);
        this.begin = begin.getBytes(StandardCharsets.UTF_8);
        this.chunk = chunk.getBytes(StandardCharsets.UTF_8);
        this.end = end.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns what is said in Messages, or in Chat Completions. */
    static MockAnswer of(boolean messages) {
        return messages ? MESSAGES : CHAT;
    }

    byte[] whole() {
        return whole;
    }

    /** The first chunk of a stream. */
    byte[] begin() {
        return begin;
    }

    byte[] chunk() {
        return chunk;
    }

    byte[] end() {
        return end;
    }

    private static MockAnswer chat() {
        String head = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion";
        String rest = "\",\"created\":1760000000,\"model\":\"mock\",\"choices\":[{\"index\":0,";
        String usage = "\"usage\":{\"prompt_tokens\":300,\"completion_tokens\":250,\"total_tokens\":550}}";
        String event = "data: " + head + ".chunk" + rest;
        return new MockAnswer(
                head + rest + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text()
                        + "\"},\"finish_reason\":\"stop\"}]," + usage,
                event + "\"delta\":{\"role\":\"assistant\",\"content\":\"The\"},\"finish_reason\":null}]}\n\n",
                event + "\"delta\":{\"content\":\" next\"},\"finish_reason\":null}]}\n\n",
                event + "\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" + "data: [DONE]\n\n");
    }

    private static MockAnswer messages() {
        String message =
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"mock\",\"content\":[";
        String usage = "\"usage\":{\"input_tokens\":300,\"output_tokens\":250}}";
        String delta =
                event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" next\"}");
        return new MockAnswer(
                message + "{\"type\":\"text\",\"text\":\"" + text()
                        + "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null," + usage,
                event("message_start", "\"message\":" + message + "],\"stop_reason\":null," + usage)
                        + event(
                                "content_block_start",
                                "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                        + delta,
                delta,
                event("content_block_stop", "\"index\":0")
                        + event(
                                "message_delta",
                                "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":250}")
                        + event("message_stop", "\"of\":1"));
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    private static String text() {
        return "benchmarks are hard to get right; ".repeat(35);
    }
}
