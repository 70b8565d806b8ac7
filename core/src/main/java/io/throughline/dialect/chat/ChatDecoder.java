package io.throughline.dialect.chat;

import io.throughline.dialect.ErrorReader;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.OpenAiUsage;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes chat completions: the chunks of a stream, each with a {@code delta}, or a whole one, with a {@code message}. The two differ in nothing
 * else.
 */
final class ChatDecoder implements EventDecoder {
    private static final String DONE = "[DONE]";
    /** More choices than any request asks for. */
    private static final int MOST_CHOICES = 1024;

    private final String contentField;
    private final StreamEvent.Sink sink;
    private final UsageConvention convention;
    private final Map<Integer, ChatChoice> choices = new HashMap<>();
    private @Nullable OpenAiUsage usage;
    private @Nullable String id;
    private @Nullable String model;
    private boolean ended;

    private ChatDecoder(String contentField, UsageConvention convention, StreamEvent.Sink sink) {
        this.contentField = contentField;
        this.sink = sink;
        this.convention = convention;
    }

    static ChatDecoder ofStream(UsageConvention convention, StreamEvent.Sink sink) {
        return new ChatDecoder("delta", convention, sink);
    }

    static ChatDecoder ofWhole(UsageConvention convention, StreamEvent.Sink sink) {
        return new ChatDecoder("message", convention, sink);
    }

    @Override
    public void decode(@Nullable String event, byte[] data) throws IOException {
        if (ended) {
            return;
        }
        if (isDone(data)) {
            end();
            return;
        }
        try (JsonReader in = JsonReader.over(data)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            boolean failed = decodeChunk(in, data);
            if (!failed && "error".equals(event)) {
                fail(data);
                failed = true;
            }
            if (failed) {
                sink.accept(new StreamEvent.Ended());
            }
        }
    }

    private boolean decodeChunk(JsonReader in, byte[] data) throws IOException {
        boolean failed = false;
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "choices" -> decodeChoices(in, data);
                case "id" -> tellId(in);
                case "model" -> tellModel(in);
                case "usage" -> tellUsage(in);
                case "x_groq" -> decodeGroq(in);
                case "service_tier" -> tellTier(in.nonEmptyText());
                case "error" -> failed |= takeError(in, data);
                case "object" -> failed |= takeObject(in, data);
                default -> {}
            }
        }
        return failed;
    }

    private boolean takeError(JsonReader in, byte[] data) throws IOException {
        if (in.isText()) {
            // its code stands beside it
            fail(data);
        } else if (!in.isNull()) {
            sink.accept(new StreamEvent.Failed(ErrorReader.read(0, in)));
        }
        return !in.isNull();
    }

    /** Some servers mark a flat error by its {@code object}. */
    private boolean takeObject(JsonReader in, byte[] data) throws IOException {
        boolean isError = "error".equals(in.text());
        if (isError) {
            fail(data);
        }
        return isError;
    }

    private void decodeChoices(JsonReader in, byte[] data) throws IOException {
        if (!in.array()) {
            return;
        }
        while (in.element()) {
            decodeChoice(in, data);
        }
    }

    private void decodeChoice(JsonReader in, byte[] data) throws IOException {
        if (!in.object()) {
            return;
        }
        long index = 0;
        String finish = null;
        String logprobs = null;
        ChatDelta delta = null;
        String field;
        while ((field = in.field()) != null) {
            if (field.equals(contentField)) {
                delta = ChatDelta.read(in);
            } else {
                switch (field) {
                    case "index" -> index = in.integer(0);
                    case "finish_reason" -> finish = in.nonEmptyText();
                    case "usage" -> tellUsage(in);
                    case "logprobs" -> logprobs = readLogprobs(in);
                    case "error" -> {
                        if (!in.isNull()) {
                            sink.accept(new StreamEvent.Failed(ErrorReader.read(0, in)));
                        }
                    }
                    default -> {}
                }
            }
        }
        if (index < 0 || index >= MOST_CHOICES) {
            return;
        }
        ChatChoice choice = choices.computeIfAbsent((int) index, number -> new ChatChoice(number, sink));
        if (delta != null) {
            choice.take(delta, data);
        }
        if (logprobs != null) {
            choice.logprobs(logprobs);
        }
        if (finish != null) {
            choice.finish(finish);
        }
    }

    /** Returns the elements of {@code content}; null where there are none. */
    private static @Nullable String readLogprobs(JsonReader in) throws IOException {
        String content = null;
        if (!in.object()) {
            return null;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("content") && !in.isNull()) {
                content = in.raw();
            }
        }
        boolean any = content != null && content.startsWith("[") && content.indexOf('{') > 0;
        return any ? content : null;
    }

    /** Groq's own corner of a chunk. */
    private void decodeGroq(JsonReader in) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("usage")) {
                tellUsage(in);
            }
        }
    }

    private void tellId(JsonReader in) throws IOException {
        if (id == null) {
            id = in.nonEmptyText();
            tellStarted();
        }
    }

    private void tellModel(JsonReader in) throws IOException {
        if (model == null) {
            model = in.nonEmptyText();
            tellStarted();
        }
    }

    private void tellStarted() {
        sink.accept(new StreamEvent.Started(Optional.ofNullable(id), Optional.ofNullable(model)));
    }

    private void tellUsage(JsonReader in) throws IOException {
        if (in.isNull()) {
            return;
        }
        OpenAiUsage counts = usage == null ? new OpenAiUsage(convention) : usage;
        usage = counts;
        counts.read(in);
        counts.usage().ifPresent(told -> sink.accept(new StreamEvent.UsageTold(told)));
        counts.tier().ifPresent(this::tellTier);
    }

    private void tellTier(@Nullable String tier) {
        if (tier != null) {
            sink.accept(new StreamEvent.TierTold(tier));
        }
    }

    private void fail(byte[] data) {
        sink.accept(new StreamEvent.Failed(ErrorReader.read(0, data)));
    }

    private void end() {
        ended = true;
        choices.values().forEach(ChatChoice::close);
        sink.accept(new StreamEvent.Ended());
    }

    private static boolean isDone(byte[] data) {
        return data.length >= DONE.length()
                && data.length <= 2 * DONE.length()
                && new String(data, StandardCharsets.UTF_8).strip().equals(DONE);
    }
}
