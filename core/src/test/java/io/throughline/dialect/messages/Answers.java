package io.throughline.dialect.messages;

import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.testkit.grammar.MessagesGrammar;
import io.throughline.wire.SseReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Answers that are written, and read again. */
final class Answers {
    private Answers() {}

    static AnswerContext context(String issuer) {
        return context(issuer, Requests.asking("?"));
    }

    static AnswerContext context(String issuer, Requests asked) {
        return new AnswerContext("call-1", asked.conversation(), new Body.Bytes(new byte[0]), issuer, Instant.EPOCH);
    }

    /** Writes events as a stream, which must be one. */
    static String stream(String issuer, List<StreamEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamEvent.Sink sink = new MessagesAnswerWriter().stream(context(issuer), out::writeBytes);
        events.forEach(sink::accept);
        String stream = out.toString(StandardCharsets.UTF_8);
        MessagesGrammar.check(stream);
        return stream;
    }

    /** Writes events as a whole answer. */
    static String whole(String issuer, List<StreamEvent> events) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        events.forEach(assembler::accept);
        return whole(issuer, assembler.answer());
    }

    static String whole(String issuer, Answer answer) {
        return new String(new MessagesAnswerWriter().whole(answer, context(issuer)), StandardCharsets.UTF_8);
    }

    static Answer readStream(String stream) {
        StreamReader reader = new MessagesDialect().stream(UsageConvention.STANDARD);
        SseReader events = new SseReader(16 * 1024 * 1024, reader::event);
        events.feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        events.finish();
        return reader.answer();
    }

    static Answer readWhole(String body) {
        return new MessagesDialect().read(200, body.getBytes(StandardCharsets.UTF_8), UsageConvention.STANDARD);
    }

    /** Returns each event's data, but for {@code message_start} and {@code ping}. */
    static List<String> data(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .filter(data -> !data.contains("\"message_start\"") && !data.equals("{\"type\":\"ping\"}"))
                .toList();
    }
}
