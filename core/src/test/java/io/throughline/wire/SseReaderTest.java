package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The grammar of event streams, however the bytes come. */
class SseReaderTest {
    /** What is sent, and the events as {@code name|data}. */
    static Stream<Arguments> grammar() {
        return Stream.of(
                arguments("LF", "data: a\n\ndata: b\n\n", List.of("null|a", "null|b")),
                arguments("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", List.of("null|a", "null|b")),
                arguments("CR", "data: a\r\rdata: b\r\r", List.of("null|a", "null|b")),
                arguments(
                        "mixed line ends",
                        "data: a\r\n\ndata: b\n\r\ndata: c\r\n\r",
                        List.of("null|a", "null|b", "null|c")),
                arguments("no space after the colon", "data:a\n\n", List.of("null|a")),
                arguments("one space only is taken off", "data:  a\n\n", List.of("null| a")),
                arguments("a colon in the data", "data: {\"a\":\"b:c\"}\n\n", List.of("null|{\"a\":\"b:c\"}")),
                arguments("several lines of data", "data: a\ndata: b\ndata\ndata: c\n\n", List.of("null|a\nb\n\nc")),
                arguments("empty data", "data:\n\n", List.of("null|")),
                arguments("data without a colon", "data\n\n", List.of("null|")),
                arguments("a name", "event: error\ndata: a\n\ndata: b\n\n", List.of("error|a", "null|b")),
                arguments("a name after the data", "data: a\nevent: x\n\n", List.of("x|a")),
                arguments("the last name counts", "event: x\nevent: y\ndata: a\n\n", List.of("y|a")),
                arguments("an empty name", "event:\ndata: a\n\n", List.of("null|a")),
                arguments("a name alone is no event", "event: x\n\ndata: a\n\n", List.of("null|a")),
                arguments(
                        "comments",
                        ": OPENROUTER PROCESSING\n\n:\n:\n\ndata: a\n: keep-alive\ndata: b\n\n",
                        List.of("null|a\nb")),
                arguments(
                        "other fields", "id: 1\nretry: 5\ndatas: x\nDATA: x\n data: x\ndata: a\n\n", List.of("null|a")),
                arguments("a byte order mark", "\uFEFFdata: a\n\n", List.of("null|a")),
                arguments("a byte order mark and nothing else", "\uFEFF\n\ndata: a\n\n", List.of("null|a")),
                arguments("a second byte order mark is text", "data: a\n\n\uFEFFdata: b\n\n", List.of("null|a")),
                arguments("the last blank line is missing", "data: a\n\ndata: b\n", List.of("null|a", "null|b")),
                arguments("the last line end is missing", "data: a\n\nevent: x\ndata: b", List.of("null|a", "x|b")),
                arguments("blank lines", "\n\n\r\r\n\ndata: a\n\n\n\n", List.of("null|a")),
                arguments("other alphabets", "event: имя\ndata: こんにちは🎉\n\n", List.of("имя|こんにちは🎉")),
                arguments("nothing", "", List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void readsWhatIsSentAtOnce(String what, String sent, List<String> events) {
        assertThat(read(sent.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE))
                .isEqualTo(events);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void readsWhatIsSentInTwoPieces(String what, String sent, List<String> events) {
        byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> read = new ArrayList<>();
            SseReader reader = new SseReader(1000, (name, data) -> read.add(name + "|" + utf8(data)));
            feedAndOverwrite(reader, bytes, 0, cut);
            feedAndOverwrite(reader, bytes, cut, bytes.length);
            reader.finish();
            assertThat(read).as("cut at %d", cut).isEqualTo(events);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void readsWhatIsSentByteByByte(String what, String sent, List<String> events) {
        assertThat(read(sent.getBytes(StandardCharsets.UTF_8), 1)).isEqualTo(events);
    }

    @Test
    void tellsAnEventAsSoonAsItsBlankLineHasCome() {
        List<String> read = new ArrayList<>();
        SseReader reader = new SseReader(1000, (name, data) -> read.add(utf8(data)));
        reader.feed(ByteBuffer.wrap("data: a\r\n\r".getBytes(StandardCharsets.UTF_8)));
        assertThat(read).containsExactly("a");
    }

    @Test
    void readsDirectBuffersAndLeavesThePositionAlone() {
        List<String> read = new ArrayList<>();
        SseReader reader = new SseReader(1000, (name, data) -> read.add(utf8(data)));
        ByteBuffer direct = ByteBuffer.allocateDirect(100);
        direct.put("xxdata: a\n\nyy".getBytes(StandardCharsets.UTF_8))
                .flip()
                .position(2)
                .limit(11);
        reader.feed(direct.asReadOnlyBuffer());
        reader.feed(direct);
        assertThat(read).containsExactly("a", "a");
        assertThat(direct.position()).isEqualTo(2);
    }

    @Test
    void passesOverAnEventThatIsTooLargeAndReadsTheNext() {
        String large = "x".repeat(101);
        for (String sent : List.of(
                "data: a\n\ndata: " + large + "\n\ndata: b\n\n",
                "data: a\n\ndata: " + large + "\ndata: c\n: d\n\ndata: b\n\n",
                "data: a\n\ndata: c\ndata: " + large + "\n\ndata: b\n\n",
                "data: a\r\n\r\ndata: " + large + large + "\r\n\r\ndata: b\r\n\r\n",
                "data: a\n\n" + "data: 0123456789\n".repeat(20) + "\ndata: b\n\n")) {
            byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
            for (int size = 1; size <= bytes.length; size++) {
                List<String> read = new ArrayList<>();
                SseReader reader = new SseReader(100, (name, data) -> read.add(utf8(data)));
                for (int at = 0; at < bytes.length; at += size) {
                    reader.feed(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
                }
                reader.finish();
                assertThat(read).as("%s in pieces of %d", sent, size).containsExactly("a", "b");
                assertThat(reader.skipped()).isEqualTo(1);
            }
        }
    }

    private static List<String> read(byte[] bytes, int size) {
        List<String> read = new ArrayList<>();
        SseReader reader = new SseReader(1000, (name, data) -> read.add(name + "|" + utf8(data)));
        for (long at = 0; at < bytes.length; at += size) {
            reader.feed(ByteBuffer.wrap(bytes, (int) at, (int) Math.min(size, bytes.length - at)));
        }
        reader.finish();
        return read;
    }

    /** The caller may use its buffer again, so nothing of it may be needed afterwards. */
    private static void feedAndOverwrite(SseReader reader, byte[] bytes, int from, int to) {
        byte[] piece = java.util.Arrays.copyOfRange(bytes, from, to);
        reader.feed(ByteBuffer.wrap(piece));
        java.util.Arrays.fill(piece, (byte) '!');
    }

    private static String utf8(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }
}
