package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Losses;

/**
 * Asks for an answer of a schema's form where the model takes no schemas: by a tool that must be called, whose arguments are the answer; in words where
 * the model can't be made to call one. Used for one request.
 */
final class SchemaEmulation {
    private static final String OBJECT = "object";
    private static final String IN_WORDS = "asked for in words, the schema in the system text";

    private final Conversation asked;
    private final ModelFamily family;
    private final Losses losses;
    private final ToolNames names;

    SchemaEmulation(Conversation asked, ModelFamily family, Losses losses, ToolNames names) {
        this.asked = asked;
        this.family = family;
        this.losses = losses;
        this.names = names;
    }

    /** Writes into a body, and the model's own fields, that have tools and choice. */
    void write(Format.JsonSchema format, ObjectNode body, ObjectNode fields, ConverseMessages messages) {
        ToolChoice choice = asked.toolChoice().orElseGet(ToolChoice.Auto::new);
        if (choice instanceof ToolChoice.Named && body.path("toolConfig").has("toolChoice")) {
            return; // the answer is a call of that tool
        }
        String path = losses.path(Feature.JSON_SCHEMA);
        JsonNode schema = PartBlocks.parsed(format.schema());
        boolean isObject =
                schema.isObject() && schema.path("type").asText(OBJECT).equals(OBJECT);
        if (family.force() == ModelFamily.Force.NONE || !isObject) {
            losses.emulate(path, IN_WORDS);
            messages.instruct(ForcedJson.instruction(format.schema()));
            return;
        }
        if (fields.path("thinking").path("type").asText().equals("enabled")) {
            throw losses.refusal(path, "the model can't be made to while it reasons with a budget");
        }
        losses.emulate(path, ForcedJson.NOTE);
        force(format, (ObjectNode) schema, choice, body, fields);
    }

    private void force(
            Format.JsonSchema format, ObjectNode schema, ToolChoice choice, ObjectNode body, ObjectNode fields) {
        ObjectNode config = body.withObject("/toolConfig");
        ArrayNode tools = config.withArray("tools");
        String name = names.answer(taken -> has(tools, taken));
        // tools that the history alone calls, or that none may call, are there for the form
        boolean alone = asked.tools().isEmpty() || choice instanceof ToolChoice.None;
        ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", name);
        spec.put(
                "description",
                format.description().filter(text -> !text.isBlank()).orElse(ForcedJson.PURPOSE));
        spec.putObject("inputSchema").set("json", typed(schema));
        boolean byName = alone && family.force() == ModelFamily.Force.NAMED;
        ObjectNode told = config.putObject("toolChoice").putObject(byName ? "tool" : "any");
        if (byName) {
            told.put("name", name);
        }
        // what says that one tool may be called says again which
        if (fields.path("tool_choice") instanceof ObjectNode own) {
            own.put("type", byName ? "tool" : "any");
            if (byName) {
                own.put("name", name);
            }
        }
    }

    private static ObjectNode typed(ObjectNode schema) {
        return schema.has("type")
                ? schema
                : JsonNodeFactory.instance.objectNode().put("type", OBJECT).setAll(schema);
    }

    private static boolean has(ArrayNode tools, String name) {
        for (JsonNode tool : tools) {
            if (tool.path("toolSpec").path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
