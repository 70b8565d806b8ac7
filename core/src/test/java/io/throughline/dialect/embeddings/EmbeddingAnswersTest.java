package io.throughline.dialect.embeddings;

import static io.throughline.dialect.embeddings.Embedding.answer;
import static io.throughline.dialect.embeddings.Embedding.bytes;
import static io.throughline.dialect.embeddings.Embedding.parts;
import static io.throughline.dialect.embeddings.Embedding.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.throughline.Headers;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.WrittenRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers answer, and what the client gets of it. */
class EmbeddingAnswersTest {
    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(
                        EmbeddingTargets.OPENAI,
                        "{'object':'list','data':[{'index':1,'embedding':[3,-4e-2]},{'embedding':[ 1.0 ,\n0.20],"
                                + "'index':0}],'model':'n','usage':{'prompt_tokens':7,'total_tokens':7}}"),
                arguments(
                        EmbeddingTargets.GEMINI,
                        "{'embeddings':[{'values':[1.0,0.20]},{'values':[3,-4e-2]}],"
                                + "'usageMetadata':{'promptTokenCount':7}}"),
                arguments(
                        EmbeddingTargets.VERTEX,
                        "{'predictions':[{'embeddings':{'values':[1.0,0.20],'statistics':{'token_count':3}}},"
                                + "{'embeddings':{'statistics':{'token_count':4.0},'values':[3,-4e-2]}}]}"),
                arguments(
                        EmbeddingTargets.COHERE,
                        "{'id':'i','embeddings':{'float':[[1.0,0.20],[3,-4e-2]]},'texts':['a','b'],"
                                + "'meta':{'billed_units':{'input_tokens':7}}}"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void readsVectorsInTheirOrderAndNumbersAsTheyStand(EmbeddingTarget target, String json) {
        EmbeddingAnswer read = answer(target, json);
        assertThat(read.error()).isEmpty();
        assertThat(read.vectors().stream().map(EmbeddingVector::json)).containsExactly("[1.0,0.20]", "[3,-4e-2]");
        assertThat(read.usage()).contains(tokens(7));
        assertThat(written(read, "float"))
                .startsWith("{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                        + "\"embedding\":[1.0,0.20]},{\"object\":\"embedding\",\"index\":1,\"embedding\":[3,-4e-2]}],")
                .endsWith("\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
    }

    @Test
    void titanTellsOneVector() {
        EmbeddingAnswer read = answer(
                EmbeddingTargets.BEDROCK_TITAN,
                "{'embedding':[1,2],'embeddingsByType':{'float':[1,2]},'inputTextTokenCount':5}");
        assertThat(read.vectors()).containsExactly(new EmbeddingVector.Numbers("[1,2]"));
        assertThat(read.usage()).contains(tokens(5));
    }

    @Test
    void cohereOnBedrockTellsTokensInAHeader() {
        Headers headers = Headers.of("X-Amzn-Bedrock-Input-Token-Count", "12");
        byte[] body = bytes("{'embeddings':[[1,2],[3,4]],'response_type':'embeddings_floats'}");
        EmbeddingAnswer read = EmbeddingTargets.BEDROCK_COHERE.read(200, headers, body);
        assertThat(read.vectors()).hasSize(2);
        assertThat(read.usage()).contains(tokens(12));
        assertThat(EmbeddingTargets.BEDROCK_COHERE
                        .read(200, Headers.none(), body)
                        .usage())
                .isEmpty();
        Headers nonsense = Headers.of("X-Amzn-Bedrock-Input-Token-Count", "many");
        assertThat(EmbeddingTargets.BEDROCK_COHERE.read(200, nonsense, body).usage())
                .isEmpty();
    }

    @Test
    void convertsBase64EitherWay() {
        // 1.0f and -0.5f, little-endian
        String packed = "AACAPwAAAL8=";
        EmbeddingAnswer read = answer(EmbeddingTargets.OPENAI, "{'data':[{'index':0,'embedding':'" + packed + "'}]}");
        assertThat(read.vectors().get(0).json()).isEqualTo("[1.0,-0.5]");
        assertThat(written(read, "base64")).contains("\"embedding\":\"" + packed + "\"");
        EmbeddingAnswer numbers = answer(EmbeddingTargets.COHERE, "{'embeddings':{'float':[[1,-5e-1]]}}");
        assertThat(written(numbers, "base64")).contains("\"embedding\":\"" + packed + "\"");
        assertThat(new EmbeddingVector.Numbers("[]").base64()).isEmpty();
        assertThat(new EmbeddingVector.Packed("").json()).isEqualTo("[]");
    }

    @Test
    void everyFloatComesBackAsItWas() {
        Random random = new Random(7);
        StringBuilder json = new StringBuilder("[0.0");
        for (int i = 0; i < 2000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            json.append(Float.isFinite(value) ? "," + value : "");
        }
        EmbeddingVector numbers = new EmbeddingVector.Numbers(json.append(']').toString());
        assertThat(new EmbeddingVector.Packed(numbers.base64()).json()).isEqualTo(numbers.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data':[{'index':0,'embedding':'AACAPwA='}]}",
                "{'data':[{'index':0,'embedding':'AADAfw=='}]}",
                "{'data':[{'index':0,'embedding':'*'}]}",
                "{'data':[{'index':0,'embedding':[true]}]}",
                "{'data':[{'index':0,'embedding':[null]}]}",
                "{'data':[{'index':0,'embedding':['1']}]}",
                "{'data':[{'index':0,'embedding':[[1]]}]}",
                "{'data':[{'index':0}]}",
                "{'data':[{'index':1,'embedding':[1]}]}",
                "{'data':[{'index':0,'embedding':[1]},{'index':0,'embedding':[1]}]}",
                "{'data':{}}",
                "{'data':[]}",
                "[]",
                "",
                "{'data':[{'index':0,'embedding':[1]}]"
            })
    void whatIsNoAnswerIsAnError(String json) {
        EmbeddingAnswer read = answer(EmbeddingTargets.OPENAI, json);
        assertThat(read.error()).isPresent();
        assertThat(read.vectors()).isEmpty();
    }

    @Test
    void damageNeverThrows() {
        Random random = new Random(1);
        answers().forEach(one -> {
            EmbeddingTarget target = (EmbeddingTarget) one.get()[0];
            byte[] body = bytes((String) one.get()[1]);
            for (int round = 0; round < 500; round++) {
                byte[] damaged = body.clone();
                damaged[random.nextInt(body.length)] = (byte) random.nextInt(256);
                damaged[random.nextInt(body.length)] = (byte) random.nextInt(256);
                assertThatCode(() -> written(target.read(200, Headers.none(), damaged), "base64"))
                        .doesNotThrowAnyException();
            }
        });
    }

    @Test
    void mergesThePartsInOrderAndAddsTheirTokens() {
        List<EmbeddingPart> parts = parts(EmbeddingTargets.BEDROCK_TITAN, "m", "{'model':'x','input':['a','b','c']}");
        EmbeddingAnswer merged = EmbeddingMerge.of(parts, List.of(titan(1), titan(2), titan(3)));
        assertThat(merged.vectors().stream().map(EmbeddingVector::json)).containsExactly("[1]", "[2]", "[3]");
        assertThat(merged.usage()).contains(tokens(6));
        assertThat(written(merged, "float")).contains("\"model\":\"x\"").contains("\"index\":2");
    }

    @Test
    void theFirstErrorIsTheAnswer() {
        List<EmbeddingPart> parts = parts(EmbeddingTargets.BEDROCK_TITAN, "m", "{'model':'x','input':['a','b','c']}");
        EmbeddingAnswer busy =
                EmbeddingTargets.BEDROCK_TITAN.read(429, Headers.none(), bytes("{'message':'slow down'}"));
        EmbeddingAnswer broken = EmbeddingTargets.BEDROCK_TITAN.read(500, Headers.none(), bytes("{}"));
        EmbeddingAnswer merged = EmbeddingMerge.of(parts, List.of(titan(1), busy, broken));
        assertThat(merged.error().orElseThrow().kind()).isEqualTo(ModelError.Kind.RATE_LIMIT);
        assertThat(merged.error().orElseThrow().message()).isEqualTo("slow down");
    }

    @Test
    void aMissingVectorIsAnErrorAndAnUntoldCountIsNotASum() {
        EmbeddingPart pair = new EmbeddingPart(WrittenRequest.of("/", new byte[0]), 0, 2);
        assertThat(EmbeddingMerge.of(List.of(pair), List.of(titan(1)))
                        .error()
                        .orElseThrow()
                        .message())
                .isEqualTo("The provider's answer has 1 vectors for 2 inputs.");
        EmbeddingPart one = new EmbeddingPart(WrittenRequest.of("/", new byte[0]), 0, 1);
        EmbeddingAnswer untold = answer(EmbeddingTargets.BEDROCK_TITAN, "{'embedding':[1]}");
        EmbeddingAnswer merged = EmbeddingMerge.of(List.of(one, one), List.of(titan(1), untold));
        assertThat(merged.usage()).isEmpty();
        assertThat(written(merged, "float")).doesNotContain("usage");
    }

    private static EmbeddingAnswer titan(int number) {
        return answer(
                EmbeddingTargets.BEDROCK_TITAN, "{'embedding':[" + number + "],'inputTextTokenCount':" + number + "}");
    }

    private static Usage tokens(long input) {
        return new Usage(input, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static String written(EmbeddingAnswer answer, String encoding) {
        EmbeddingRequest asked = request("{'model':'x','input':'a','encoding_format':'" + encoding + "'}");
        return new String(new EmbeddingAnswerWriter().write(answer, asked), StandardCharsets.UTF_8);
    }
}
