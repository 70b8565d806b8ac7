package io.throughline.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The dialects that are known. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(
            new Known("openai-chat", Dialects::readChat, EventReader::chat, ErrorWriting.OPENAI),
            new Known(
                    "openai-responses",
                    Dialects::readResponse,
                    convention -> EventReader.responses(),
                    ErrorWriting.RESPONSES),
            new Known("openai-embeddings", Dialects::readEmbeddings, EventReader::chat, ErrorWriting.OPENAI),
            new Known(
                    "anthropic-messages",
                    Dialects::readMessage,
                    convention -> EventReader.messages(),
                    ErrorWriting.ANTHROPIC),
            new Known(
                    "anthropic-count-tokens",
                    Dialects::readTokenCount,
                    convention -> EventReader.messages(),
                    ErrorWriting.ANTHROPIC));

    private Dialects() {}

    /**
     * Returns the dialect of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Dialect named(String name) {
        return ALL.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no dialect " + name));
    }

    private static void readChat(JsonNode body, Reading reading) {
        new ChatEvents(reading.convention(), reading.out()).whole(body);
    }

    private static void readResponse(JsonNode body, Reading reading) {
        new ResponsesEvents(reading.out()).read(body);
    }

    private static void readMessage(JsonNode body, Reading reading) {
        new MessagesEvents(reading.out()).read(body);
    }

    private static void readTokenCount(JsonNode body, Reading reading) {
        long tokens = Json.count(body, "input_tokens");
        reading.out().accept(new StreamEvent.Counted(new Usage(tokens, 0, 0, 0, 0, 0, 0, 0, 0)));
    }

    /** Of embeddings how many there are and how long is kept, not the numbers. */
    private static void readEmbeddings(JsonNode body, Reading reading) {
        new ChatEvents(reading.convention(), reading.out()).whole(body);
        JsonNode data = body.path("data");
        if (data.isArray()) {
            JsonNode first = data.path(0).path("embedding");
            String gist = Json.object()
                    .put("count", data.size())
                    .put("dimensions", first.isArray() ? first.size() : base64Floats(first.asText()))
                    .toString();
            reading.out().accept(new StreamEvent.Other(0, "", "embeddings", gist));
        }
    }

    private static int base64Floats(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return (base64.length() / 4 * 3 - padding) / Float.BYTES;
    }

    /** What a whole body is read with. */
    private record Reading(UsageConvention convention, AnswerAssembler out) {}

    /** A dialect, put together from its reader and its writer. */
    private record Known(
            String name,
            BiConsumer<JsonNode, Reading> reader,
            Function<UsageConvention, StreamReader> streams,
            ErrorWriting errors)
            implements Dialect {
        @Override
        public Answer read(int status, byte[] body, UsageConvention convention) {
            AnswerAssembler assembler = new AnswerAssembler();
            JsonNode node = Json.tree(body);
            if (status >= 400) {
                assembler.accept(new StreamEvent.Failed(ErrorReading.body(status, body)));
            } else if (!node.isObject()) {
                assembler.accept(new StreamEvent.Failed(
                        ModelError.of(ModelError.Kind.UPSTREAM, "The provider's answer is not a JSON object")));
            } else if (node.path("error").isObject()
                    || node.path("type").asText().equals("error")) {
                assembler.accept(new StreamEvent.Failed(ErrorReading.object(status, node)));
                reader.accept(node, new Reading(convention, assembler));
            } else {
                reader.accept(node, new Reading(convention, assembler));
            }
            return assembler.answer();
        }

        @Override
        public StreamReader stream(UsageConvention convention) {
            return streams.apply(convention);
        }

        @Override
        public byte[] error(ModelError error) {
            return errors.body(error);
        }

        @Override
        public byte[] errorEvent(ModelError error) {
            return errors.event(error);
        }
    }
}
