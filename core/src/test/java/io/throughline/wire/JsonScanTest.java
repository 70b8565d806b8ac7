package io.throughline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the handler needs of a body is found in one pass, and replaced without touching any other byte. */
class JsonScanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"a\"}                          | {\"model\":\"NEW\"}",
                "{ \"model\" :  \"a\" , \"x\":1.0 }         | { \"model\" :  \"NEW\" , \"x\":1.0 }",
                "{\"é\":\"ü€𝄞\",\"model\":\"ä\\\"\\u00e9\"} | {\"é\":\"ü€𝄞\",\"model\":\"NEW\"}",
                "{\"a\":{\"model\":\"deep\"},\"model\":\"m\"} | {\"a\":{\"model\":\"deep\"},\"model\":\"NEW\"}",
                "{\"model\":\"1\",\"x\":[1,2],\"model\":\"2\"} | {\"model\":\"NEW\",\"x\":[1,2],\"model\":\"NEW\"}",
                "{\"mod\\u0065l\":\"a\"}                    | {\"mod\\u0065l\":\"NEW\"}"
            })
    void onlyTheModelChanges(String json, String spliced) {
        byte[] body = json.getBytes(UTF_8);
        JsonScan.Found found = (JsonScan.Found) JsonScan.of(body);
        assertThat(new String(JsonSplicer.replace(body, found.modelPlaces(), "NEW"), UTF_8))
                .isEqualTo(spliced);
    }

    @Test
    void theLastOfTwoCounts() {
        assertThat(((JsonScan.Found) JsonScan.of("{\"model\":\"a\",\"model\":\"b\"}".getBytes(UTF_8))).model())
                .contains("b");
    }

    @Test
    void aLargeBodyIsSplicedInItsPlace() {
        String filler = "x€".repeat(300_000);
        String json = "{\"a\":\"" + filler + "\",\"model\":\"m\",\"b\":\"" + filler + "\"}";
        byte[] body = json.getBytes(UTF_8);
        JsonScan.Found found = (JsonScan.Found) JsonScan.of(body);
        assertThat(new String(JsonSplicer.replace(body, found.modelPlaces(), "p\"q"), UTF_8))
                .isEqualTo(json.replace("\"model\":\"m\"", "\"model\":\"p\\\"q\""));
    }

    @Test
    void aByteOrderMarkMakesNoDifference() {
        byte[] body = "\uFEFF{\"model\":\"m\"}".getBytes(UTF_8);
        JsonScan.Found found = (JsonScan.Found) JsonScan.of(body);
        assertThat(found.model()).contains("m");
        assertThat(new String(JsonSplicer.replace(body, found.modelPlaces(), "n"), UTF_8))
                .isEqualTo("\uFEFF{\"model\":\"n\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"stream\":true}            | true",
                "{\"stream\":false}           | false",
                "{\"stream\":\"true\"}        | false",
                "{\"x\":{\"stream\":true}}    | false",
                "{}                           | false"
            })
    void knowsWhetherAStreamIsAskedFor(String json, boolean stream) {
        assertThat(((JsonScan.Found) JsonScan.of(json.getBytes(UTF_8))).stream())
                .isEqualTo(stream);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''              | empty",
                "'   '           | empty",
                "[]              | no object",
                "7               | no object",
                "{\"a\":         | line 1",
                "{\"a\":1}}      | line 1",
                "{\"a\":1}{}     | behind",
                "{'a':1}         | line 1",
                "{\"a\":01}      | line 1",
                "nonsense        | line 1"
            })
    void saysWhatIsWrong(String json, String said) {
        assertThat(JsonScan.of(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        JsonScan.Unreadable.class,
                        wrong -> assertThat(wrong.problem()).contains(said));
    }

    @Test
    void saysThatItIsTooDeepRatherThanFallDown() {
        for (int depth : new int[] {513, 100_000}) {
            String deep = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            assertThat(JsonScan.of(deep.getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            JsonScan.Unreadable.class,
                            wrong -> assertThat(wrong.problem()).contains("512"));
        }
    }

    @Test
    void neverRepeatsTheBody() {
        assertThat(JsonScan.of("{\"key\": sk-very-secret}".getBytes(UTF_8)).toString())
                .doesNotContain("secret");
    }

    @Test
    void noBytesMakeItThrow() {
        Random random = new Random(7);
        byte[] start = "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hé\"}]}"
                .getBytes(UTF_8);
        for (int i = 0; i < 50_000; i++) {
            byte[] body = start.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            assertThat(JsonScan.of(body)).isNotNull();
        }
    }
}
