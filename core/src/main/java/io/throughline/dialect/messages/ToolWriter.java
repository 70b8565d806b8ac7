package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the tools and which of them to call. Made for one request. */
final class ToolWriter {
    private final ClaudeModel model;
    private final boolean budgeted;
    private final Losses losses;
    private final ToolNames names = new ToolNames();
    private final ArrayNode tools = JsonNodeFactory.instance.arrayNode();
    private @Nullable ObjectNode choice;
    private Optional<String> answer = Optional.empty();

    /**
     * Makes a writer.
     *
     * @param budgeted whether the model thinks with a budget, beside which no tool can be forced
     */
    ToolWriter(ClaudeModel model, boolean budgeted, Losses losses) {
        this.model = model;
        this.budgeted = budgeted;
        this.losses = losses;
    }

    void write(Conversation asked) {
        if (!asked.tools().isEmpty() && losses.takes(Feature.TOOLS)) {
            allowed(asked).forEach(this::declare);
        }
        asked.toolChoice().ifPresent(this::choose);
        boolean single =
                asked.parallelTools().isPresent() && !asked.parallelTools().get();
        if (single && !tools.isEmpty() && losses.takes(Feature.SINGLE_TOOL)) {
            callOne();
        }
    }

    /** Makes the model give its answer as the arguments of a tool. */
    void force(Format.JsonSchema format) {
        if (choice != null && choice.path("type").asText().equals("tool")) {
            return;
        }
        String path = losses.path(Feature.JSON_SCHEMA);
        if (budgeted) {
            throw losses.refusal(path, "the model can't be made to while it reasons with a budget");
        }
        String name = ForcedJson.name(names::has);
        boolean calls = !tools.isEmpty()
                && !(choice != null && choice.path("type").asText().equals("none"));
        names.declare(name, path);
        answer = Optional.of(name);
        tools.add(tool(
                name, Optional.of(format.description().orElse(ForcedJson.PURPOSE)), schema(format.schema(), path)));
        choice = calls ? type("any") : type("tool").put("name", name);
        callOne();
    }

    /** Returns {@code tools}; empty where there are none. */
    ArrayNode tools() {
        return tools;
    }

    /** Returns {@code tool_choice}, where it is to be said. */
    Optional<ObjectNode> choice() {
        return Optional.ofNullable(choice);
    }

    /** Returns the client's names of tools that go by another. */
    Map<String, String> renamed() {
        Map<String, String> renamed = new HashMap<>(names.renamed());
        answer.ifPresent(name -> renamed.put(name, ForcedJson.TEXT));
        return renamed;
    }

    private List<Tool> allowed(Conversation asked) {
        if (asked.toolChoice().orElse(null) instanceof ToolChoice.Allowed few
                && losses.takes(Feature.TOOL_CHOICE_ALLOWED)) {
            return asked.tools().stream()
                    .filter(tool -> few.names().contains(tool.name()))
                    .toList();
        }
        return asked.tools();
    }

    private void declare(Tool tool) {
        losses.at(tool);
        String path = losses.path(Feature.TOOLS);
        ObjectNode written = tool(
                names.declare(tool.name(), path),
                tool.description(),
                tool.schema().map(schema -> schema(schema, path)).orElseGet(OutputSchema::empty));
        if (tool.strict().orElse(false) && losses.takes(Feature.TOOL_STRICT)) {
            if (!model.takesSchemas()) {
                throw losses.refusal(losses.path(Feature.TOOL_STRICT), "the model does not hold to schemas");
            }
            written.put("strict", true);
        }
        if (tool.cacheControl().isPresent() && losses.takes(Feature.CACHE_BREAKPOINT)) {
            try {
                written.set("cache_control", JsonText.parse(tool.cacheControl().get()));
            } catch (IOException e) {
                throw new IllegalArgumentException("a conversation's pieces are JSON", e);
            }
        }
        tools.add(written);
    }

    private ObjectNode schema(String schema, String path) {
        ObjectNode typed = OutputSchema.ofTool(schema);
        if (typed == null) {
            throw losses.refusal(path, "a tool's arguments must be an object");
        }
        return typed;
    }

    private void choose(ToolChoice asked) {
        if (asked instanceof ToolChoice.None) {
            choice = !tools.isEmpty() && losses.takes(Feature.TOOL_CHOICE_NONE) ? type("none") : null;
        } else if (asked instanceof ToolChoice.Required) {
            choice = forced(Feature.TOOL_CHOICE_REQUIRED, type("any"));
        } else if (asked instanceof ToolChoice.Named named) {
            choice = forced(Feature.TOOL_CHOICE_NAMED, type("tool").put("name", ToolNames.sent(named.name())));
        } else if (asked instanceof ToolChoice.Allowed few && few.required()) {
            choice = forced(Feature.TOOL_CHOICE_ALLOWED, type("any"));
        } else if (!tools.isEmpty()) {
            choice = type("auto");
        }
    }

    private @Nullable ObjectNode forced(Feature feature, ObjectNode forced) {
        if (!losses.takes(feature)) {
            return null;
        }
        if (budgeted) {
            throw losses.refusal(losses.path(feature), "no tool can be forced while the model reasons with a budget");
        }
        return forced;
    }

    private void callOne() {
        ObjectNode said = choice == null ? type("auto") : choice;
        if (!said.path("type").asText().equals("none")) {
            said.put("disable_parallel_tool_use", true);
        }
        choice = said;
    }

    private static ObjectNode tool(String name, Optional<String> description, ObjectNode schema) {
        ObjectNode tool = JsonNodeFactory.instance.objectNode().put("name", name);
        description.ifPresent(told -> tool.put("description", told));
        tool.set("input_schema", schema);
        return tool;
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
