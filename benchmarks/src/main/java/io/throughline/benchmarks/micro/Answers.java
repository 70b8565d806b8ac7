package io.throughline.benchmarks.micro;

import io.throughline.Body;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes answers: whole ones, and streams in any dialect. */
final class Answers {
    private static final Usage USAGE = new Usage(200, 100, 0, 0, 0, 0, 490, 10, 0);

    private Answers() {}

    /** Returns a whole answer of Chat Completions of about 1.5 kB. */
    static byte[] chat() {
        return ("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"gpt-4o-2024-08-06\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + Requests.words(1_200)
                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":300,\"completion_tokens\":250,"
                        + "\"total_tokens\":550,\"prompt_tokens_details\":{\"cached_tokens\":100}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns a stream as a provider of the dialect sends it, event by event; in each the event's own framing, server-sent events.
     *
     * @param dialect a dialect's name
     * @param deltas how many pieces the text comes in
     */
    static List<byte[]> stream(String dialect, int deltas) {
        return switch (dialect) {
            case "cohere-chat" -> cohere(deltas);
            case "ollama-chat" -> ollama(deltas);
            case "bedrock-converse" -> converse(deltas);
            default -> written(dialect, deltas);
        };
    }

    /** Returns the context in which answers of a benchmark are written. */
    static AnswerContext context() {
        byte[] request = Requests.chat("gpt-4o", 1_000, true);
        Codec chat = Codecs.named("openai-chat").orElseThrow();
        return new AnswerContext(
                "01a1fc49-ed21-704d-95cd-56ba224a53c4",
                chat.requests().orElseThrow().read(request),
                new Body.Bytes(request),
                "openai",
                Instant.EPOCH);
    }

    /** Returns all of a stream's bytes. */
    static byte[] joined(List<byte[]> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        events.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private static List<byte[]> written(String dialect, int deltas) {
        List<byte[]> events = new ArrayList<>();
        StreamEvent.Sink writer =
                Codecs.named(dialect).orElseThrow().answers().orElseThrow().stream(context(), events::add);
        writer.accept(new StreamEvent.Started(Optional.of("answer-1"), Optional.of("gpt-4o")));
        writer.accept(new StreamEvent.BlockOpened(0, 0, new StreamEvent.Kind.Text()));
        for (int i = 0; i < deltas; i++) {
            writer.accept(new StreamEvent.TextDelta(0, 0, " word" + i));
        }
        writer.accept(new StreamEvent.BlockClosed(0, 0));
        writer.accept(new StreamEvent.Finished(0, FinishReason.STOP, "stop"));
        writer.accept(new StreamEvent.UsageTold(USAGE));
        writer.accept(new StreamEvent.Ended());
        return events;
    }

    private static List<byte[]> cohere(int deltas) {
        List<byte[]> events = new ArrayList<>();
        events.add(event("message-start", "{\"type\":\"message-start\",\"id\":\"1\",\"delta\":{\"message\":{}}}"));
        events.add(
                event(
                        "content-start",
                        "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}"));
        for (int i = 0; i < deltas; i++) {
            events.add(event(
                    "content-delta",
                    "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\" word" + i
                            + "\"}}}}"));
        }
        events.add(event("content-end", "{\"type\":\"content-end\",\"index\":0}"));
        events.add(
                event(
                        "message-end",
                        "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":300,\"output_tokens\":500}}}}"));
        return events;
    }

    private static List<byte[]> ollama(int deltas) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < deltas; i++) {
            events.add(event(
                    "",
                    "{\"model\":\"llama3\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\" word"
                            + i + "\"},\"done\":false}"));
        }
        events.add(
                event(
                        "",
                        "{\"model\":\"llama3\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":300,\"eval_count\":500}"));
        return events;
    }

    private static List<byte[]> converse(int deltas) {
        List<byte[]> events = new ArrayList<>();
        events.add(event("messageStart", "{\"role\":\"assistant\"}"));
        for (int i = 0; i < deltas; i++) {
            events.add(event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\" word" + i + "\"}}"));
        }
        events.add(event("contentBlockStop", "{\"contentBlockIndex\":0}"));
        events.add(event("messageStop", "{\"stopReason\":\"end_turn\"}"));
        events.add(event("metadata", "{\"usage\":{\"inputTokens\":300,\"outputTokens\":500,\"totalTokens\":800}}"));
        return events;
    }

    private static byte[] event(String name, String data) {
        return ((name.isEmpty() ? "" : "event: " + name + "\n") + "data: " + data + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
