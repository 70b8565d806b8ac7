package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Quirk;

/**
 * Asks for an answer of a schema's form where the provider takes no schemas: by a tool that must be called, whose arguments are the answer; by JSON mode
 * and words where no tool can be forced.
 */
final class SchemaEmulation {
    private static final String OBJECT = "object";
    private static final String IN_WORDS = "asked for as any JSON object, the schema in a system message";

    private final Target target;
    private final SentNames names;
    private final ObjectNode body;

    /** Makes one for a body that has its messages, tools and choice among them. */
    SchemaEmulation(Target target, SentNames names, ObjectNode body) {
        this.target = target;
        this.names = names;
        this.body = body;
    }

    void write(Conversation asked, Format.JsonSchema format) {
        ToolChoice choice = asked.toolChoice().orElseGet(ToolChoice.Auto::new);
        if (choice instanceof ToolChoice.Named && body.has("tool_choice")) {
            return; // the answer is a call of that tool
        }
        boolean forced = mayForce(asked) && isObject(Tree.of(format.schema()));
        target.losses().emulate(target.losses().path(Feature.JSON_SCHEMA), forced ? ForcedJson.NOTE : IN_WORDS);
        if (forced) {
            force(format, choice);
        } else {
            instruct(format);
        }
    }

    private boolean mayForce(Conversation asked) {
        return target.isMapped(Feature.TOOLS)
                && target.isMapped(Feature.TOOL_CHOICE_REQUIRED)
                && !(target.has(Quirk.THINKING_SWITCH) && mayThink(asked));
    }

    /** A model that reasons can't be made to call a tool there; one that nobody told to may do so by itself. */
    private boolean mayThink(Conversation asked) {
        return asked.thinking()
                .map(thinking -> thinking.mode() != Thinking.Mode.OFF)
                .orElseGet(() -> !target.to().model().endsWith("-chat"));
    }

    /** The arguments of a tool are always an object. */
    private static boolean isObject(JsonNode schema) {
        return schema.isObject() && schema.path("type").asText(OBJECT).equals(OBJECT);
    }

    private void force(Format.JsonSchema format, ToolChoice choice) {
        ArrayNode tools = body.withArray("tools");
        boolean alone = tools.isEmpty() || choice instanceof ToolChoice.None;
        String name = names.answer(tools);
        ObjectNode function = tools.addObject().put("type", "function").putObject("function");
        function.put("name", name);
        function.put("description", format.description().orElse(ForcedJson.PURPOSE));
        function.set("parameters", typed(Tree.of(format.schema())));
        if (alone && target.isMapped(Feature.TOOL_CHOICE_NAMED)) {
            named(body.putObject("tool_choice"), name);
        } else if (body.path("tool_choice").path("allowed_tools") instanceof ObjectNode allowed) {
            named(allowed.put("mode", "required").withArray("tools").addObject(), name);
        } else {
            body.put("tool_choice", target.has(Quirk.TOOL_CHOICE_ANY) ? "any" : "required");
        }
    }

    private static void named(ObjectNode choice, String name) {
        choice.put("type", "function").putObject("function").put("name", name);
    }

    private static JsonNode typed(JsonNode schema) {
        return schema.has("type") ? schema : Tree.object().put("type", OBJECT).setAll((ObjectNode) schema);
    }

    /** The words stand behind the client's own for the system. */
    private void instruct(Format.JsonSchema format) {
        if (target.isMapped(Feature.JSON_MODE)) {
            body.putObject("response_format").put("type", "json_object");
        }
        ArrayNode messages = body.withArray("messages");
        int at = 0;
        while (at < messages.size() && isOfSystem(messages.get(at))) {
            at++;
        }
        messages.insertObject(at).put("role", "system").put("content", ForcedJson.instruction(format.schema()));
    }

    private static boolean isOfSystem(JsonNode message) {
        String role = message.path("role").asText();
        return role.equals("system") || role.equals("developer");
    }
}
