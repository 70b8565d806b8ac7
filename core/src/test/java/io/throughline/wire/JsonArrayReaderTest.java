package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayReaderTest {
    private final List<String> told = new ArrayList<>();
    private final JsonArrayReader reader =
            new JsonArrayReader(64, (name, data) -> told.add(new String(data, StandardCharsets.UTF_8)));

    @Test
    void tellsEachElementAsSoonAsItsLastByteHasCome() {
        feed("[{\"a\":1}");
        assertThat(told).containsExactly("{\"a\":1}");
        feed(",\n{\"b\":\"}\\\"]");
        assertThat(told).hasSize(1);
        feed("\"}");
        assertThat(told).containsExactly("{\"a\":1}", "{\"b\":\"}\\\"]\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\":[1,{\"b\":\"ü\\\\\"}]}\r\n,\r\n{\"c\":\"[,]\"} , 12, null,\"x,\\\"\",true]",
                "\uFEFF [ {} , [] ] ",
                "[]",
                "{\"error\":{\"message\":\"[no]\"}}"
            })
    void tellsTheSameWhereverTheBytesAreCut(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> whole = elements(bytes, bytes.length);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(elements(bytes, cut)).isEqualTo(whole);
        }
    }

    @Test
    void tellsBareValuesToo() {
        feed("[ 1 ,\"a\",null,[2]]");
        assertThat(told).containsExactly("1", "\"a\"", "null", "[2]");
    }

    @Test
    void tellsABodyThatIsOneObject() {
        feed(" {\"error\":{}}\n");
        assertThat(told).containsExactly("{\"error\":{}}");
    }

    @Test
    void passesOverWhatIsTooLargeAndGoesOn() {
        feed("[\"" + "x".repeat(100));
        feed("y".repeat(100) + "\",{\"a\":1}]");
        assertThat(told).containsExactly("{\"a\":1}");
        assertThat(reader.skipped()).isEqualTo(1);
    }

    @Test
    void dropsWhatIsCutOff() {
        feed("[{\"a\":1},{\"b\":");
        reader.finish();
        assertThat(told).containsExactly("{\"a\":1}");
    }

    private void feed(String text) {
        reader.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> elements(byte[] bytes, int cut) {
        List<String> told = new ArrayList<>();
        JsonArrayReader reader =
                new JsonArrayReader(1000, (name, data) -> told.add(new String(data, StandardCharsets.UTF_8)));
        reader.feed(ByteBuffer.wrap(bytes, 0, cut));
        reader.feed(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        reader.finish();
        return told;
    }
}
