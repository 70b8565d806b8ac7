package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.Places;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads requests of {@code generateContent} and {@code streamGenerateContent}. Which of them, and the model, stand in the path and not in the body:
 * so a reader is made for one path.
 */
public final class GeminiRequestReader implements RequestReader {
    private final String model;
    private final Answering answering;

    private GeminiRequestReader(String model, Answering answering) {
        this.model = model;
        this.answering = answering;
    }

    /** Returns a reader of requests to {@code …/models/{model}:generateContent}. */
    public static GeminiRequestReader whole(String model) {
        return new GeminiRequestReader(model, Answering.WHOLE);
    }

    /** Returns a reader of requests to {@code …/models/{model}:streamGenerateContent}. */
    public static GeminiRequestReader streamed(String model) {
        return new GeminiRequestReader(model, Answering.STREAMED);
    }

    @Override
    public Conversation read(byte[] body) {
        Draft draft = new Draft();
        JsonAt.root(body).fields(draft::take);
        return draft.conversation(model, answering == Answering.STREAMED);
    }

    @Override
    public FieldTable fields() {
        return GeminiFields.TABLE;
    }

    private enum Answering {
        WHOLE,
        STREAMED
    }

    /** A request that is being read. */
    private static final class Draft {
        private final List<Conversation.Further> further = new ArrayList<>();
        private final Places places = new Places();
        private final ContentsReader contents = new ContentsReader(further, places);
        private final ToolsReader tools = new ToolsReader(further);
        private final GenerationConfigReader config = new GenerationConfigReader(further);
        private List<Turn> system = List.of();
        private Optional<String> serviceTier = Optional.empty();

        private void take(String name, JsonAt value) {
            switch (name) {
                case "contents" -> contents.take(value);
                case "systemInstruction" -> system = contents.system(value);
                case "tools" -> tools.take(value);
                case "toolConfig" -> tools.takeConfig(value);
                case "generationConfig" -> config.take(value);
                case "model" -> value.text(); // the path's counts
                case "serviceTier" -> serviceTier = Optional.of(value.text());
                case "safetySettings", "modelArmorConfig" -> more(Feature.SAFETY, value);
                case "cachedContent" -> more(Feature.CACHED_CONTENT, value);
                case "labels" -> more(Feature.METADATA, value);
                case "store" -> more(Feature.STORE, value);
                default -> more(Feature.UNKNOWN_FIELD, value);
            }
        }

        private void more(Feature feature, JsonAt value) {
            further.add(new Conversation.Further(feature, value.path(), value.json()));
        }

        private Conversation conversation(String model, boolean stream) {
            List<Turn> turns = new ArrayList<>(system);
            turns.addAll(contents.turns());
            return new Conversation(
                    model,
                    stream,
                    true,
                    turns,
                    tools.tools(),
                    tools.choice(),
                    Optional.empty(),
                    config.sampling(),
                    config.format(),
                    config.thinking(),
                    Optional.empty(),
                    serviceTier,
                    further,
                    places);
        }
    }
}
