package io.throughline.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoEmbeddingsTest {
    private final EchoCalls calls = new EchoCalls();

    @Test
    void givesUnitVectorsThatDependOnTheText() {
        JsonNode answer = embed("[\"a\",\"b\",\"a\"]", "");
        JsonNode data = answer.get("data");
        assertThat(answer.get("object").asText()).isEqualTo("list");
        assertThat(data).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(data.get(i).get("index").asInt()).isEqualTo(i);
            assertThat(data.get(i).get("object").asText()).isEqualTo("embedding");
            assertThat(data.get(i).get("embedding")).hasSize(256);
            double squares = 0;
            for (JsonNode number : data.get(i).get("embedding")) {
                squares += number.asDouble() * number.asDouble();
            }
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
        assertThat(data.get(0).get("embedding"))
                .isEqualTo(data.get(2).get("embedding"))
                .isNotEqualTo(data.get(1).get("embedding"));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void base64HoldsTheSameNumbersAsLittleEndianFloats() {
        JsonNode floats = embed("\"hello\"", ",\"dimensions\":5").at("/data/0/embedding");
        String base64 = embed("\"hello\"", ",\"dimensions\":5,\"encoding_format\":\"base64\"")
                .at("/data/0/embedding")
                .asText();
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(20);
        for (JsonNode number : floats) {
            assertThat(bytes.getFloat()).isEqualTo((float) number.asDouble());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"\"a b c\";1;3", "[\"a b\",\"c\"];2;3", "[1,2,3,4];1;4", "[[1,2],[3]];2;3"})
    void takesTextsAndTokens(String input, int vectors, int tokens) {
        JsonNode answer = embed(input, "");
        assertThat(answer.get("data")).hasSize(vectors);
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "[]", "{}", "null", "[{}]", "[[]]"})
    void refusesWhatIsNoInput(String input) {
        assertThat(calls.response("/v1/embeddings", "{\"model\":\"echo\",\"input\":" + input + "}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3073", "\"x\""})
    void refusesDimensionsThatCannotBe(String dimensions) {
        String body = "{\"model\":\"echo\",\"input\":\"a\",\"dimensions\":" + dimensions + "}";
        assertThat(calls.response("/v1/embeddings", body).status()).isEqualTo(400);
    }

    private JsonNode embed(String input, String more) {
        return calls.whole("/embeddings", "{\"model\":\"echo\",\"input\":" + input + more + "}");
    }
}
