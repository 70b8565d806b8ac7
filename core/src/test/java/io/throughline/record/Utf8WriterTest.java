package io.throughline.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Utf8WriterTest {
    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** Text of all kinds, halves of pairs among it, in pieces of any size. */
    @ParameterizedTest
    @MethodSource("seeds")
    void itIsWhatTheStringsOwnBytesAre(int seed) {
        Random random = new Random(seed);
        char[] units = {
            'a', '"', '\u00e9', '\u20ac', '\ud83d', '\ude00', '\ud800', '\udfff', '\uffff', '\u07ff', '\u0800'
        };
        char[] text = new char[random.nextInt(20_000)];
        for (int i = 0; i < text.length; i++) {
            text[i] = units[random.nextInt(units.length)];
        }
        Utf8Writer writer = new Utf8Writer(random.nextInt(64));

        for (int at = 0; at < text.length; ) {
            int length = Math.min(text.length - at, 1 + random.nextInt(5_000));
            writer.write(text, at, length);
            at += length;
        }

        assertThat(writer.bytes()).isEqualTo(new String(text).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void jsonIsOnOneLine() {
        byte[] json = "..{\r\n  \"a\": \"\u00e9\\n\",\n  \"b\": 1\n}\n".getBytes(StandardCharsets.UTF_8);
        Utf8Writer writer = new Utf8Writer(0);

        writer.writeJson(json, 2);

        assertThat(new String(writer.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{    \"a\": \"\u00e9\\n\",   \"b\": 1 } ");
    }

    /** The room that one has left behind is another's; what the one has written stays what it was. */
    @Test
    void whatIsDoneIsNobodyElses() {
        Utf8Writer one = Utf8Writer.spare(16);
        one.write("first".toCharArray(), 0, 5);
        byte[] first = one.done();
        Utf8Writer other = Utf8Writer.spare(8);
        other.write("2nd".toCharArray(), 0, 3);
        one.write("third".toCharArray(), 0, 5);

        assertThat(first).asString(StandardCharsets.UTF_8).isEqualTo("first");
        assertThat(other.done()).asString(StandardCharsets.UTF_8).isEqualTo("2nd");
        assertThat(one.done()).asString(StandardCharsets.UTF_8).isEqualTo("third");
    }
}
