package io.throughline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server-sent events, as providers really send them, however they are cut. */
class SseReaderTest {
    private final List<String> events = new ArrayList<>();
    private final SseReader reader = new SseReader((event, data) -> events.add(event + "=" + new String(data, UTF_8)));

    @ParameterizedTest
    @CsvSource({
        "'data: a\\n\\n', null=a",
        "'data:a\\n\\n', null=a",
        "'data:  a\\n\\n', 'null= a'",
        "'data: a\\r\\n\\r\\n', null=a",
        "'data: a\\r\\r', null=a",
        "'event: x\\ndata: a\\n\\n', x=a",
        "'data: a\\nevent: x\\n\\n', x=a",
        "'data: a\\ndata: b\\n\\n', 'null=a\\nb'",
        "'data\\n\\n', null=",
        "': comment\\ndata: a\\n\\n', null=a",
        "'id: 7\\nretry: 5\\nunknown: x\\ndata: a\\n\\n', null=a",
        "'\\uFEFFdata: a\\n\\n', null=a",
        "'data: a', null=a",
        "'data: ünï\\n\\n', null=ünï",
        "'data: a:b: c\\n\\n', null=a:b: c"
    })
    void readsOneEvent(String stream, String event) {
        String text = unescaped(stream);
        read(text.getBytes(UTF_8), text.getBytes(UTF_8).length);
        assertThat(events).containsExactly(unescaped(event));
    }

    @Test
    void anEventWithoutDataIsNone() {
        read("event: x\n\n: ping\n\n\n\ndata: a\n\n".getBytes(UTF_8), 100);
        assertThat(events).containsExactly("null=a");
    }

    @Test
    void theCutsMakeNoDifference() {
        byte[] stream =
                "event: a\r\ndata: ü1\r\n\r\n: c\n\ndata: 2\rdata: 3\r\revent: b\ndata: 4\n\ndata: 5".getBytes(UTF_8);
        read(stream, stream.length);
        List<String> whole = List.copyOf(events);
        assertThat(whole).containsExactly("a=ü1", "null=2\n3", "b=4", "null=5");
        for (int size = 1; size < stream.length; size++) {
            SseReaderTest cut = new SseReaderTest();
            cut.read(stream, size);
            assertThat(cut.events).isEqualTo(whole);
        }
    }

    @Test
    void anEventThatIsTooLargeIsPassedOver() {
        byte[] line = ("data: " + "x".repeat(1 << 20) + "\n").getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            reader.feed(ByteBuffer.wrap(line));
        }
        reader.feed(ByteBuffer.wrap("\ndata: next\n\n".getBytes(UTF_8)));
        assertThat(events).containsExactly("null=next");
        assertThat(reader.skipped()).isOne();
    }

    private void read(byte[] stream, int size) {
        for (int at = 0; at < stream.length; at += size) {
            reader.feed(ByteBuffer.wrap(stream, at, Math.min(size, stream.length - at))
                    .asReadOnlyBuffer());
        }
        reader.finish();
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\uFEFF", "\uFEFF");
    }
}
