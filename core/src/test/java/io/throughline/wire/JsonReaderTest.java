package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cursor takes what is asked for, and passes over the rest. */
class JsonReaderTest {
    @Test
    void passesOverWhatIsNotTaken() throws IOException {
        try (JsonReader in = over("{\"a\":{\"x\":[1,{}]},\"b\":[[2]],\"c\":\"3\",\"d\":4}")) {
            assertThat(in.object()).isTrue();
            List<String> names = new ArrayList<>();
            String name;
            while ((name = in.field()) != null) {
                names.add(name);
            }
            assertThat(names).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void goesOnAfterAnInnerObjectAndArray() throws IOException {
        try (JsonReader in = over("[{\"a\":[1,[2]]},{\"a\":[]},3]")) {
            assertThat(in.array()).isTrue();
            int elements = 0;
            while (in.element()) {
                elements++;
                if (in.object()) {
                    assertThat(in.field()).isEqualTo("a");
                    assertThat(in.array()).isTrue();
                    while (in.element()) {
                        assertThat(in.isNull()).isFalse();
                    }
                    assertThat(in.field()).isNull();
                }
            }
            assertThat(elements).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1.5e10",
                "12345678901234567890",
                "true",
                "false",
                "null",
                "\"\"",
                "\"é\\\"🎉\\u00e9\"",
                "{}",
                "[]",
                "{ \"a\" : [ 1 , {} ] }",
                "[\"]\",\"é\"]"
            })
    void givesAValueAsItStands(String value) throws IOException {
        for (String template :
                List.of("{\"é\": %s , \"b\":1}", "{\"a\":%s}", "\uFEFF[0,\"🎉\",%s\n,2]", "%s", " %s ")) {
            String json = template.formatted(value);
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            try (JsonReader in = JsonReader.over(bytes)) {
                if (in.object()) {
                    if (!template.strip().equals("%s")) {
                        in.field();
                        assertThat(in.raw()).as(template).isEqualTo(value);
                        in.field();
                    }
                } else if (template.contains("🎉")) {
                    in.array();
                    in.element();
                    in.element();
                    in.element();
                    ByteRange place = in.place();
                    try (JsonReader inner = JsonReader.over(bytes, place)) {
                        assertThat(inner.raw()).as(template).isEqualTo(value);
                    }
                } else {
                    assertThat(in.raw()).as(template).isEqualTo(value);
                }
            }
        }
    }

    @Test
    void readsNumbersWithoutFloatingPoint() throws IOException {
        assertThat(integer("2151581269210956001")).isEqualTo(2151581269210956001L);
        assertThat(integer("-9")).isEqualTo(-9);
        assertThat(integer("1760396442.75")).isEqualTo(1760396442);
        assertThat(integer("99999999999999999999")).isEqualTo(-1);
        assertThat(integer("1e999999999")).isEqualTo(-1);
        assertThat(integer("\"5\"")).isEqualTo(-1);
        assertThat(integer("null")).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\"", "[1,", "{\"a\":1} x", "nul", "{\"a\":tru}"})
    void throwsWhereItIsNotOneJsonValue(String json) {
        assertThatThrownBy(() -> {
                    try (JsonReader in = over(json)) {
                        in.end();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void throwsWhereItNestsTooDeep() {
        assertThatThrownBy(() -> {
                    try (JsonReader in = over("[".repeat(10_000))) {
                        in.end();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static long integer(String json) throws IOException {
        try (JsonReader in = over(json)) {
            return in.integer(-1);
        }
    }

    private static JsonReader over(String json) throws IOException {
        return JsonReader.over(json.getBytes(StandardCharsets.UTF_8));
    }
}
