package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Places;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request that is being read. */
final class RequestDraft {
    final SamplingDraft sampling = new SamplingDraft();
    final Places places = new Places();
    final TurnsDraft turns = new TurnsDraft();
    final List<Tool> tools = new ArrayList<>();
    Optional<String> instructions = Optional.empty();
    boolean stream;
    Optional<ToolChoice> toolChoice = Optional.empty();
    Optional<Boolean> parallelTools = Optional.empty();
    Optional<Format> format = Optional.empty();
    Optional<Thinking> thinking = Optional.empty();
    Optional<String> user = Optional.empty();
    Optional<String> serviceTier = Optional.empty();

    private final String model;
    private final List<Further> further = new ArrayList<>();

    RequestDraft(String model) {
        this.model = model;
    }

    void further(Feature feature, Value value) {
        further.add(new Further(feature, value.path(), value.raw()));
    }

    Conversation conversation() {
        List<Turn> all = new ArrayList<>();
        instructions
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> all.add(Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text(text)))));
        all.addAll(turns.turns());
        return new Conversation(
                model,
                stream,
                true,
                all,
                tools,
                toolChoice,
                parallelTools,
                sampling.sampling(),
                format,
                thinking,
                user,
                serviceTier,
                further,
                places);
    }
}
