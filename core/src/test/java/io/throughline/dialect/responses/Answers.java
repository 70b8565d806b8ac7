package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Body;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes answers that a test writes down, in both forms. */
final class Answers {
    static final String REQUEST = "{\"model\":\"m\",\"input\":\"hi\",\"include\":[\"message.output_text.logprobs\"]}";

    private Answers() {}

    static AnswerContext context(String request, String issuer) {
        byte[] body = request.getBytes(StandardCharsets.UTF_8);
        return new AnswerContext(
                "call-7",
                new ResponsesRequestReader().read(body),
                new Body.Bytes(body),
                issuer,
                Instant.ofEpochSecond(1_700_000_000));
    }

    /** Returns the text of the streamed answer. */
    static String streamed(AnswerContext context, StreamEvent... events) {
        StringBuilder text = new StringBuilder();
        StreamEvent.Sink writer = new ResponsesAnswerWriter()
                .stream(context, frame -> text.append(new String(frame, StandardCharsets.UTF_8)));
        for (StreamEvent event : events) {
            writer.accept(event);
        }
        return text.toString();
    }

    static JsonNode whole(AnswerContext context, StreamEvent... events) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        for (StreamEvent event : events) {
            assembler.accept(event);
        }
        return tree(new ResponsesAnswerWriter().whole(assembler.answer(), context));
    }

    /** Returns the data of every event. */
    static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> events.add(tree(line.substring(6).getBytes(StandardCharsets.UTF_8))));
        return events;
    }

    static List<String> types(String stream) {
        return events(stream).stream()
                .map(event -> event.get("type").asText().replace("response.", ""))
                .toList();
    }

    static JsonNode last(String stream) {
        List<JsonNode> events = events(stream);
        return events.get(events.size() - 1).path("response");
    }

    static JsonNode tree(byte[] json) {
        try {
            return JsonText.parse(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
