package io.throughline.dialect.embeddings;

import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.embeddings.EmbeddingRequest.Encoding;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All targets that embed. Source: each provider's API reference and recorded traffic, as of 2026. */
public final class EmbeddingTargets {
    static final Treatment NO_TOKENS =
            Treatment.refused("tokens are numbers of OpenAI's tokenizers, which mean nothing to other models");
    private static final Treatment NO_USER = Treatment.dropped("the provider asks for no user");

    /** OpenAI, and Azure with its models. */
    public static final EmbeddingTarget OPENAI = new OpenAiEmbeddings(
            EmbeddingAsk.table("openai-embeddings", Treatment.mapped()),
            Treatment.mapped(),
            Treatment.mapped(),
            "dimensions",
            Set.of(Encoding.FLOAT, Encoding.BASE64));

    /** Those who copy OpenAI, with models of others: Fireworks, Ollama, vLLM. */
    public static final EmbeddingTarget COMPATIBLE = copy("openai-compatible-embeddings", Treatment.mapped());

    /** Together, whose models have their own number of dimensions. */
    public static final EmbeddingTarget TOGETHER =
            copy("together-embeddings", Treatment.refused("the number of dimensions can't be chosen"));

    /** Mistral. */
    public static final EmbeddingTarget MISTRAL = new OpenAiEmbeddings(
            EmbeddingAsk.table("mistral-embeddings", NO_USER),
            NO_TOKENS,
            Treatment.mapped("as output_dimension"),
            "output_dimension",
            Set.of(Encoding.FLOAT));

    /** Gemini's {@code batchEmbedContents}. */
    public static final EmbeddingTarget GEMINI = new GeminiEmbeddings();

    /** Vertex AI's {@code :predict}. */
    public static final EmbeddingTarget VERTEX = new VertexEmbeddings();

    /** Cohere. */
    public static final EmbeddingTarget COHERE =
            new CohereEmbeddings(EmbeddingAsk.table("cohere-embeddings"), CohereEmbeddings.Host.COHERE);

    /** Amazon's Titan on Bedrock. */
    public static final EmbeddingTarget BEDROCK_TITAN = new TitanEmbeddings();

    /** Cohere's models on Bedrock. */
    public static final EmbeddingTarget BEDROCK_COHERE =
            new CohereEmbeddings(EmbeddingAsk.table("bedrock-cohere-embeddings"), CohereEmbeddings.Host.BEDROCK);

    private EmbeddingTargets() {}

    /** Returns all targets. */
    public static List<EmbeddingTarget> all() {
        return List.of(OPENAI, COMPATIBLE, TOGETHER, MISTRAL, GEMINI, VERTEX, COHERE, BEDROCK_TITAN, BEDROCK_COHERE);
    }

    /** Returns the target of a model on Bedrock, where it is one that embeds. */
    public static Optional<EmbeddingTarget> onBedrock(String model) {
        if (model.contains("amazon.titan-embed")) {
            return Optional.of(BEDROCK_TITAN);
        }
        return model.contains("cohere.embed") ? Optional.of(BEDROCK_COHERE) : Optional.empty();
    }

    private static EmbeddingTarget copy(String name, Treatment dimensions) {
        LossTable table = EmbeddingAsk.table(name, NO_USER);
        return new OpenAiEmbeddings(table, NO_TOKENS, dimensions, "dimensions", Set.of(Encoding.FLOAT));
    }
}
