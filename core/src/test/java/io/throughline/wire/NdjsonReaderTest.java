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

/** Lines, however the bytes come. */
class NdjsonReaderTest {
    static Stream<Arguments> grammar() {
        return Stream.of(
                arguments("LF", "{\"a\":1}\n{}\n", List.of("{\"a\":1}", "{}")),
                arguments("CRLF", "{}\r\n[]\r\n", List.of("{}", "[]")),
                arguments("a CR within stays", "a\rb\n", List.of("a\rb")),
                arguments("blank lines", "\n\r\n  \n{}\n\n", List.of("{}")),
                arguments("blanks behind", "{} \t\n", List.of("{}")),
                arguments("the last line end is missing", "{}\n[1]", List.of("{}", "[1]")),
                arguments("a byte order mark", "\uFEFF{}\n\uFEFFb\n", List.of("{}", "\uFEFFb")),
                arguments("a byte order mark alone", "\uFEFF", List.of()),
                arguments("other alphabets", "\"こんにちは🎉\"\n\"имя\"\n", List.of("\"こんにちは🎉\"", "\"имя\"")),
                arguments("nothing", "", List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammar")
    void tellsEachLineWhereverTheBytesAreCut(String name, String sent, List<String> lines) {
        byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(read(bytes, cut)).as("cut at %d", cut).isEqualTo(lines);
        }
        List<String> told = new ArrayList<>();
        NdjsonReader reader = reader(1000, told);
        for (byte octet : bytes) {
            reader.feed(ByteBuffer.allocateDirect(1).put(octet).flip());
        }
        reader.finish();
        assertThat(told).isEqualTo(lines);
    }

    @Test
    void aLineIsToldAtOnce() {
        List<String> told = new ArrayList<>();
        NdjsonReader reader = reader(1000, told);
        reader.feed(ByteBuffer.wrap("{}\n{".getBytes(StandardCharsets.UTF_8)));
        assertThat(told).containsExactly("{}");
    }

    @Test
    void passesOverALineThatIsTooLarge() {
        byte[] bytes = "12345\n123456\n1234567890\n12\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> told = new ArrayList<>();
            NdjsonReader reader = reader(5, told);
            reader.feed(ByteBuffer.wrap(bytes, 0, cut));
            reader.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            reader.finish();
            assertThat(told).as("cut at %d", cut).containsExactly("12345", "12");
            assertThat(reader.skipped()).isEqualTo(2);
        }
    }

    private static List<String> read(byte[] bytes, int cut) {
        List<String> told = new ArrayList<>();
        NdjsonReader reader = reader(1000, told);
        reader.feed(ByteBuffer.wrap(bytes, 0, cut));
        reader.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        reader.finish();
        return told;
    }

    private static NdjsonReader reader(int most, List<String> told) {
        return new NdjsonReader(most, (name, data) -> {
            assertThat(name).isNull();
            told.add(new String(data, StandardCharsets.UTF_8));
        });
    }
}
