package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What the tests of chat completions have in common. */
final class Chat {
    static final ObjectMapper JSON = new ObjectMapper();
    static final ChatRequestReader READER = new ChatRequestReader();
    static final ChatRequestWriter WRITER = new ChatRequestWriter();
    static final ChatAnswerWriter ANSWERS = new ChatAnswerWriter();
    private static final ChatDialect DIALECT = new ChatDialect();
    private static final String HEAD = "{\"model\":\"m\",\"messages\":";

    private Chat() {}

    /** Returns JSON in which quotes are written as apostrophes. */
    static String json(String loose) {
        return loose.replace('\'', '"');
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Conversation read(String loose) {
        return READER.read(json(loose).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a request of these messages. */
    static Conversation messages(String loose) {
        return read(HEAD + loose + "}");
    }

    static Destination to(String issuer, Quirk... quirks) {
        return new Destination("m", issuer, OptionalLong.empty(), Set.of(quirks), Map.of());
    }

    static Losses losses(Destination to) {
        return new Losses(READER.fields(), WRITER.table().with(to.treatments()), false);
    }

    static WrittenRequest write(Conversation asked, Destination to) {
        return WRITER.write(asked, to, losses(to));
    }

    static JsonNode written(Conversation asked, Quirk... quirks) {
        return body(write(asked, to("openai", quirks)));
    }

    static JsonNode body(WrittenRequest request) {
        return tree(new String(request.body().bytes(), StandardCharsets.UTF_8));
    }

    static AnswerContext context(String issuer, String request) {
        byte[] bytes = json(request).getBytes(StandardCharsets.UTF_8);
        return new AnswerContext(
                "c1", READER.read(bytes), new Body.Bytes(bytes), issuer, Instant.ofEpochSecond(1_700_000_000));
    }

    static AnswerContext context(String issuer) {
        return context(issuer, "{'model':'m','messages':[]}");
    }

    /** Returns the data of the frames that the events become. */
    static List<String> stream(AnswerContext context, List<StreamEvent> events) {
        List<String> frames = new ArrayList<>();
        StreamEvent.Sink sink = ANSWERS.stream(context, frame -> frames.add(new String(frame, StandardCharsets.UTF_8)));
        events.forEach(sink::accept);
        return frames.stream()
                .map(frame -> {
                    if (!frame.startsWith("data: ")
                            || !frame.endsWith("\n\n")
                            || frame.strip().contains("\n")) {
                        throw new AssertionError("no frame: " + frame);
                    }
                    return frame.substring(6, frame.length() - 2);
                })
                .toList();
    }

    static Answer answer(List<StreamEvent> events) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        events.forEach(assembler::accept);
        return assembler.answer();
    }

    static JsonNode whole(Answer answer, AnswerContext context) {
        return tree(new String(ANSWERS.whole(answer, context), StandardCharsets.UTF_8));
    }

    /** Reads the data of a stream's events. */
    static List<StreamEvent> decoded(List<String> data) {
        List<StreamEvent> events = new ArrayList<>();
        var decoder = DIALECT.streamDecoder(UsageConvention.STANDARD, events::add);
        for (String one : data) {
            try {
                decoder.decode(null, one.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return events;
    }

    static List<StreamEvent> decodedWhole(JsonNode completion) {
        List<StreamEvent> events = new ArrayList<>();
        try {
            DIALECT.wholeDecoder(UsageConvention.STANDARD, events::add)
                    .decode(null, completion.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    /** Returns the data of the events of recorded bytes. */
    static void events(byte[] body, SseReader.Listener sink) {
        SseReader reader = new SseReader(4 * 1024 * 1024, sink);
        reader.feed(ByteBuffer.wrap(body));
        reader.finish();
    }
}
