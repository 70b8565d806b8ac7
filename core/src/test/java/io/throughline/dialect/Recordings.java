package io.throughline.dialect;

import io.throughline.dialect.registry.Dialects;
import io.throughline.provider.Builtin;
import io.throughline.provider.Catalogue;
import io.throughline.testkit.RecordedCase;
import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;

/** Reads recorded answers as the product does: in their dialect, by the convention of the provider that gave them. */
public final class Recordings {
    private static final int MAX_EVENT = 4 * 1024 * 1024;

    private Recordings() {}

    /** Returns the recordings of every dialect that we read; none where there are no recordings. */
    public static List<RecordedCase> all() {
        return RecordedCase.of(Dialects.all().stream()
                .map(Dialect::name)
                .filter(name ->
                        name.startsWith("openai-") || name.startsWith("anthropic-")) // others have tests of their own
                .collect(Collectors.toSet()));
    }

    public static Dialect dialect(RecordedCase recorded) {
        return Dialects.named(recorded.dialect()).orElseThrow();
    }

    /** Returns how the provider counts; a provider that is not built in counts as most do. */
    public static UsageConvention convention(RecordedCase recorded) {
        return Catalogue.provider(recorded.provider()).map(Builtin::usage).orElse(UsageConvention.STANDARD);
    }

    static StreamReader reader(RecordedCase recorded) {
        return dialect(recorded).stream(convention(recorded));
    }

    static Answer answer(RecordedCase recorded) {
        byte[] body = recorded.response();
        return recorded.streamed() ? stream(recorded, body, body.length) : whole(recorded, body);
    }

    static Answer whole(RecordedCase recorded, byte[] body) {
        return dialect(recorded).read(recorded.status(), body, convention(recorded));
    }

    /** Reads a body as the recorded stream's, in two pieces. */
    static Answer stream(RecordedCase recorded, byte[] body, int cut) {
        StreamReader reader = reader(recorded);
        feed(reader, ByteBuffer.wrap(body, 0, cut), ByteBuffer.wrap(body, cut, body.length - cut));
        return reader.answer();
    }

    static void feed(StreamReader reader, ByteBuffer... pieces) {
        SseReader events = new SseReader(MAX_EVENT, reader::event);
        for (ByteBuffer piece : pieces) {
            events.feed(piece);
        }
        events.finish();
    }
}
