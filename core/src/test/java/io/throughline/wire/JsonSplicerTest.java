package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.wire.RequestScan.Routable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the value's bytes change. */
class JsonSplicerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":MODEL}",
                "{ \"model\" :\tMODEL , \"n\": 1.50e3, \"seed\": 2151581269210956000 }\n",
                "\uFEFF{\"model\":MODEL}",
                "{\"a\":\"é こ 🎉 \\u00e9 \\\" \\\\ \\ud83c\\udf89\",\"model\":MODEL,\"b\":\"é\"}",
                "{\"m\\u006fdel\":MODEL,\"x\":[{\"model\":\"inner\"}]}",
                "{\"model\":MODEL,\"a\":{},\"model\":MODEL}",
                "\uFEFF\r\n{\"é\":[[[{}]]],\"model\":MODEL,\"ключ\":null}\r\n"
            })
    void replacesTheModelAndNothingElse(String template) {
        for (String old : new String[] {"\"gpt\"", "\"\"", "\"a\\\"\\u00e9b\"", "\"модель-🎉\""}) {
            byte[] body = template.replace("MODEL", old.equals("\"\"") ? "\"x\"" : old)
                    .getBytes(StandardCharsets.UTF_8);
            Routable found = (Routable) RequestScan.of(body);
            byte[] spliced = JsonSplicer.replace(body, found.modelPlaces(), "new\"model\\\n é🎉");
            assertThat(new String(spliced, StandardCharsets.UTF_8))
                    .isEqualTo(template.replace("MODEL", "\"new\\\"model\\\\\\n é🎉\""));
        }
    }

    @Test
    void aValueWithoutAUtf8FormDoesNotFail() {
        byte[] body = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8);
        Routable found = (Routable) RequestScan.of(body);
        byte[] spliced = JsonSplicer.replace(body, found.modelPlaces(), "a\ud83cb");
        assertThat(new String(spliced, StandardCharsets.UTF_8)).isEqualTo("{\"model\":\"a?b\"}");
    }

    @Test
    void putsJsonInPlaceOfAField() {
        assertThat(JsonSplicer.withField("{\"type\":\"x\", \"input\": {} , \"é\":1}", "input", "{\"a\":[1]}"))
                .isEqualTo("{\"type\":\"x\", \"input\": {\"a\":[1]} , \"é\":1}");
    }

    @Test
    void putsWhatIsCutOffAsAString() {
        assertThat(JsonSplicer.withField("{\"input\":{}}", "input", "{\"a\":"))
                .isEqualTo("{\"input\":\"{\\\"a\\\":\"}");
        assertThat(JsonSplicer.withField("{\"input\":{}}", "input", "")).isEqualTo("{\"input\":\"\"}");
    }

    @Test
    void leavesOtherTextAsItIs() {
        assertThat(JsonSplicer.withField("{\"a\":1}", "input", "2")).isEqualTo("{\"a\":1}");
        assertThat(JsonSplicer.withField("[1]", "input", "2")).isEqualTo("[1]");
        assertThat(JsonSplicer.withField("{\"input\":", "input", "2")).isEqualTo("{\"input\":");
    }
}
