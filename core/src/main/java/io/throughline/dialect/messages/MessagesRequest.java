package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Places;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request as it is read, field by field in any order. */
final class MessagesRequest {
    private final List<Further> further = new ArrayList<>();
    private final Places places = new Places();
    private final SamplingReader sampling = new SamplingReader();
    private final ThinkingReader thinking = new ThinkingReader(further);
    private List<Tool> tools = List.of();
    private Optional<ToolChoice> toolChoice = Optional.empty();
    private Optional<Boolean> parallelTools = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<String> serviceTier = Optional.empty();
    private boolean stream;

    private MessagesRequest() {}

    static Conversation read(RequestValue body) {
        MessagesRequest request = new MessagesRequest();
        String model = body.must("model").text();
        List<Turn> turns = request.turns(body);
        body.fields((name, value) -> {
            if (!request.sampling.takes(name, value)) {
                request.take(name, value);
            }
        });
        return request.conversation(model, turns);
    }

    private List<Turn> turns(RequestValue body) {
        TurnReader reader = new TurnReader(further, places);
        List<Turn> turns = new ArrayList<>();
        body.at("system").ifPresent(system -> turns.addAll(reader.system(system)));
        turns.addAll(reader.messages(body.must("messages")));
        return turns;
    }

    private void take(String name, RequestValue value) {
        switch (name) {
            case "model", "system", "messages" -> {}
            case "stream" -> stream = value.flag();
            case "tools" -> tools = ToolReader.read(value, further, places);
            case "tool_choice" -> {
                toolChoice = Optional.of(ToolReader.choice(value));
                parallelTools = ToolReader.parallel(value);
            }
            case "thinking" -> thinking.thinking(value);
            case "output_config" -> thinking.outputConfig(value);
            case "output_format" -> thinking.format(value);
            case "metadata" -> takeMetadata(value);
            case "service_tier" -> serviceTier = Optional.of(value.text());
            default -> further.add(value.as(featureOf(name)));
        }
    }

    private void takeMetadata(RequestValue metadata) {
        metadata.fields((name, value) -> {
            if (name.equals("user_id")) {
                user = Optional.of(value.text());
            } else {
                further.add(value.as(Feature.METADATA));
            }
        });
    }

    private static Feature featureOf(String name) {
        return switch (name) {
            case "cache_control" -> Feature.CACHE_BREAKPOINT;
            case "context_management" -> Feature.CONTEXT_MANAGEMENT;
            case "container", "mcp_servers" -> Feature.CONTAINER;
            case "speed" -> Feature.SERVICE_TIER;
            // where the answer may be made is no hint
            case "inference_geo" -> Feature.SAFETY;
            default -> Feature.UNKNOWN_FIELD;
        };
    }

    private Conversation conversation(String model, List<Turn> turns) {
        return new Conversation(
                model,
                stream,
                true,
                turns,
                tools,
                toolChoice,
                parallelTools,
                sampling.sampling(),
                thinking.format(),
                thinking.thinking(),
                user,
                serviceTier,
                further,
                places);
    }
}
