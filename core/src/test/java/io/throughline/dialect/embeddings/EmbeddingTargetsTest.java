package io.throughline.dialect.embeddings;

import static io.throughline.dialect.embeddings.Embedding.body;
import static io.throughline.dialect.embeddings.Embedding.losses;
import static io.throughline.dialect.embeddings.Embedding.parts;
import static io.throughline.dialect.embeddings.Embedding.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment.Way;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each provider is asked. */
class EmbeddingTargetsTest {
    private static final String ASKED = "{'model':'x','input':['a','b\u00fc'],'encoding_format':'base64',"
            + "'dimensions':256,'user':'u','input_type':'search_query','unknown':1}";

    static Stream<Arguments> golden() {
        return Stream.of(
                arguments(
                        EmbeddingTargets.OPENAI,
                        "/embeddings",
                        "{'model':'a/m:1','input':['a','bü'],'encoding_format':'base64','dimensions':256,'user':'u'}"),
                arguments(
                        EmbeddingTargets.COMPATIBLE,
                        "/embeddings",
                        "{'model':'a/m:1','input':['a','bü'],'dimensions':256}"),
                arguments(
                        EmbeddingTargets.MISTRAL,
                        "/embeddings",
                        "{'model':'a/m:1','input':['a','bü'],'output_dimension':256}"),
                arguments(
                        EmbeddingTargets.GEMINI,
                        "/models/a%2Fm%3A1:batchEmbedContents",
                        "{'requests':[{'model':'models/a/m:1','content':{'parts':[{'text':'a'}]},"
                                + "'outputDimensionality':256},{'model':'models/a/m:1',"
                                + "'content':{'parts':[{'text':'bü'}]},'outputDimensionality':256}]}"),
                arguments(
                        EmbeddingTargets.VERTEX,
                        "/publishers/google/models/a%2Fm%3A1:predict",
                        "{'instances':[{'content':'a'},{'content':'bü'}],"
                                + "'parameters':{'autoTruncate':false,'outputDimensionality':256}}"),
                arguments(
                        EmbeddingTargets.COHERE,
                        "/v2/embed",
                        "{'model':'a/m:1','input_type':'search_query','texts':['a','bü'],"
                                + "'embedding_types':['float'],'output_dimension':256,'truncate':'NONE'}"),
                arguments(
                        EmbeddingTargets.BEDROCK_COHERE,
                        "/model/a%2Fm%3A1/invoke",
                        "{'input_type':'search_query','texts':['a','bü'],"
                                + "'embedding_types':['float'],'output_dimension':256,'truncate':'NONE'}"),
                arguments(
                        EmbeddingTargets.BEDROCK_TITAN,
                        "/model/a%2Fm%3A1/invoke",
                        "{'inputText':'a','dimensions':256}"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void writesWhatTheProviderTakesAndNothingElse(EmbeddingTarget target, String path, String json) {
        EmbeddingPart part = parts(target, "a/m:1", ASKED).get(0);
        assertThat(part.request().path()).isEqualTo(path);
        assertThat(body(part)).isEqualTo(json.replace('\'', '"'));
    }

    @Test
    void asksCohereForDocumentsWhereNobodySaysWhatFor() {
        assertThat(body(parts(EmbeddingTargets.COHERE, "m", "{'model':'x','input':'a'}")
                        .get(0)))
                .isEqualTo("{\"model\":\"m\",\"input_type\":\"search_document\",\"texts\":[\"a\"],"
                        + "\"embedding_types\":[\"float\"],\"truncate\":\"NONE\"}");
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                arguments(EmbeddingTargets.OPENAI, "m", List.of(251)),
                arguments(EmbeddingTargets.GEMINI, "m", List.of(100, 100, 51)),
                arguments(EmbeddingTargets.VERTEX, "text-embedding-005", List.of(250, 1)),
                arguments(EmbeddingTargets.COHERE, "m", List.of(96, 96, 59)),
                arguments(EmbeddingTargets.BEDROCK_COHERE, "m", List.of(96, 96, 59)),
                arguments(EmbeddingTargets.BEDROCK_TITAN, "m", ones()),
                arguments(EmbeddingTargets.VERTEX, "gemini-embedding-001", ones()));
    }

    private static List<Integer> ones() {
        return IntStream.range(0, 251).mapToObj(i -> 1).toList();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void cutsTheInputsAsTheProviderWantsThem(EmbeddingTarget target, String model, List<Integer> counts) {
        String inputs = IntStream.range(0, 251).mapToObj(i -> "'t" + i + "'").collect(Collectors.joining(","));
        List<EmbeddingPart> parts = parts(target, model, "{'model':'x','input':[" + inputs + "]}");
        assertThat(parts.stream().map(EmbeddingPart::count)).isEqualTo(counts);
        for (EmbeddingPart part : parts) {
            for (int i = 0; i < 251; i++) {
                boolean within = i >= part.first() && i < part.first() + part.count();
                assertThat(body(part).contains("\"t" + i + "\"")).isEqualTo(within);
            }
        }
    }

    @Test
    void sendsTokensWhereTheyMeanSomethingAndRefusesThemElsewhere() {
        String tokens = "{'model':'x','input':[[1,2],[3]]}";
        for (EmbeddingTarget target : EmbeddingTargets.all()) {
            if (target == EmbeddingTargets.OPENAI) {
                assertThat(body(parts(target, "m", tokens).get(0))).contains("\"input\":[[1,2],[3]]");
            } else {
                assertThatThrownBy(() -> parts(target, "m", tokens))
                        .isInstanceOfSatisfying(
                                RefusedException.class,
                                refused -> assertThat(refused.error().param()).contains("input"));
            }
        }
    }

    @Test
    void tellsWhatIsLeftOut() {
        Losses losses = losses(EmbeddingTargets.GEMINI);
        EmbeddingTargets.GEMINI.write(request(ASKED), Destination.of("m", "gemini"), losses);
        assertThat(losses.told())
                .extracting(loss -> loss.path() + " " + loss.way())
                .containsExactly("user " + Way.DROPPED, "input_type " + Way.DROPPED, "unknown " + Way.DROPPED);
    }

    @Test
    void togetherTakesNoDimensions() {
        assertThatThrownBy(() -> parts(EmbeddingTargets.TOGETHER, "m", "{'model':'x','input':'a','dimensions':8}"))
                .hasMessageContaining("dimensions can't be sent to together-embeddings");
    }

    @Test
    void everyTreatmentSaysWhy() {
        for (EmbeddingTarget target : EmbeddingTargets.all()) {
            Stream.concat(
                            Stream.of(target.tokens(), target.dimensions()),
                            target.table().treatments().values().stream())
                    .filter(treatment -> treatment.way() != Way.MAPPED)
                    .forEach(treatment -> assertThat(treatment.note()).isNotBlank());
        }
        assertThat(EmbeddingTargets.all().stream().map(target -> target.table().dialect()))
                .doesNotHaveDuplicates();
    }

    @Test
    void knowsTheModelsOnBedrockThatEmbed() {
        assertThat(EmbeddingTargets.onBedrock("amazon.titan-embed-text-v2:0")).contains(EmbeddingTargets.BEDROCK_TITAN);
        assertThat(EmbeddingTargets.onBedrock("eu.cohere.embed-v4:0")).contains(EmbeddingTargets.BEDROCK_COHERE);
        assertThat(EmbeddingTargets.onBedrock("anthropic.claude")).isEmpty();
    }
}
