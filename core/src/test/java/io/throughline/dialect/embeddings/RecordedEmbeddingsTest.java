package io.throughline.dialect.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded embeddings read as they stand. */
class RecordedEmbeddingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, EmbeddingTarget> FOLDERS = new TreeMap<>(Map.of(
            "openai/embeddings", EmbeddingTargets.OPENAI,
            "azure/embeddings", EmbeddingTargets.OPENAI,
            "mistral/embeddings", EmbeddingTargets.MISTRAL,
            "llamacpp/embeddings", EmbeddingTargets.COMPATIBLE,
            "cohere/v2.embed", EmbeddingTargets.COHERE,
            "gemini/batchEmbedContents", EmbeddingTargets.GEMINI,
            "vertex/predict", EmbeddingTargets.VERTEX));

    @TestFactory
    Stream<DynamicTest> reads() throws IOException {
        Path root = Path.of(System.getProperty("throughline.fixtures", "none"));
        assumeTrue(Files.exists(root), "no recorded traffic under the property throughline.fixtures");
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, EmbeddingTarget> folder : FOLDERS.entrySet()) {
            try (Stream<Path> cases = Files.list(root.resolve(folder.getKey()))) {
                cases.sorted()
                        .forEach(one -> tests.add(DynamicTest.dynamicTest(
                                root.relativize(one).toString(), () -> check(folder.getValue(), one))));
            }
        }
        return tests.stream();
    }

    private static void check(EmbeddingTarget target, Path folder) throws IOException {
        int status = JSON.readTree(folder.resolve("meta.json").toFile())
                .get("status")
                .asInt();
        byte[] body = Files.readAllBytes(folder.resolve("response.json"));
        EmbeddingAnswer read = target.read(status, Headers.none(), body);
        if (status >= 400) {
            assertThat(read.error().orElseThrow().status()).isEqualTo(status);
            return;
        }
        assertThat(read.error()).isEmpty();
        JsonNode tree = JSON.readTree(body);
        List<JsonNode> vectors = tree.findValues("embedding").isEmpty()
                ? tree.findValues(tree.has("meta") ? "float" : "values")
                : tree.findValues("embedding");
        assertThat(read.vectors()).hasSize(vectors.size());
        JsonNode first = tree.has("meta") ? vectors.get(0).get(0) : vectors.get(0);
        EmbeddingVector vector = read.vectors().get(0);
        if (first.isTextual()) {
            assertThat(vector.base64()).isEqualTo(first.asText());
            assertThat(new EmbeddingVector.Numbers(vector.json()).base64()).isEqualTo(first.asText());
        } else {
            assertThat(JSON.readTree(vector.json())).isEqualTo(first);
        }
        long tokens = tree.findValues("prompt_tokens").stream()
                .findFirst()
                .or(() -> tree.findValues("token_count").stream().findFirst())
                .or(() -> tree.findValues("promptTokenCount").stream().findFirst())
                .or(() -> tree.findValues("input_tokens").stream().findFirst())
                .orElseThrow()
                .asLong();
        assertThat(read.usage().orElseThrow().inputTotal()).isEqualTo(tokens);
    }
}
