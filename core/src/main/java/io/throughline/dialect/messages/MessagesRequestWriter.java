package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Writes requests of Anthropic's Messages. Source: recorded traffic and the requests of open-source clients, as of 2026. */
public final class MessagesRequestWriter implements RequestWriter {
    private static final String PATH = "/v1/messages";
    private static final String VERSION = "2023-06-01";
    private static final String FILES_BETA = "files-api-2025-04-14";
    private static final String JSON_INSTRUCTION =
            "Answer with one JSON object and nothing else: no text around it, no code fence.";

    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        ClaudeModel model = ClaudeModel.of(to.model());
        ThinkingWriter thinking = new ThinkingWriter(asked, model, to, losses);
        ToolWriter tools = new ToolWriter(model, thinking.isBudgeted(), losses);
        tools.write(asked);
        TurnWriter turns = new TurnWriter(to, losses);
        turns.write(asked.turns());
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        thinking.effort().ifPresent(effort -> config.put("effort", effort));
        asked.format().ifPresent(format -> shape(format, to, losses, turns, tools, config));

        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", to.model());
        body.put("max_tokens", thinking.maxTokens());
        if (asked.stream()) {
            body.put("stream", true);
        }
        put(body, "tools", tools.tools());
        tools.choice().ifPresent(choice -> body.set("tool_choice", choice));
        put(body, "system", turns.system());
        body.set("messages", turns.messages());
        thinking.thinking().ifPresent(told -> body.set("thinking", told));
        put(body, "output_config", config);
        new SamplingWriter(model, thinking.isOn(), losses).write(asked.sampling(), body);
        hints(asked, losses, body);
        return new WrittenRequest(PATH, headers(turns), new Body.Bytes(JsonBytes.wellFormed(body)), tools.renamed());
    }

    @Override
    public LossTable table() {
        return MessagesLosses.TABLE;
    }

    private static void shape(
            Format format, Destination to, Losses losses, TurnWriter turns, ToolWriter tools, ObjectNode config) {
        if (format instanceof Format.JsonSchema schema && losses.takes(Feature.JSON_SCHEMA)) {
            if (takesSchemas(to)) {
                ObjectNode told = config.putObject("format").put("type", "json_schema");
                told.set("schema", OutputSchema.ofAnswer(schema.schema()));
            } else {
                losses.emulate(losses.path(Feature.JSON_SCHEMA), ForcedJson.NOTE);
                tools.force(schema);
            }
        } else if (format instanceof Format.Json && losses.takes(Feature.JSON_MODE)) {
            turns.instruct(JSON_INSTRUCTION);
        }
    }

    /** A destination that says so itself takes schemas, or takes none, whatever its model's name tells. */
    private static boolean takesSchemas(Destination to) {
        Treatment own = to.treatments().get(Feature.JSON_SCHEMA);
        return own == null ? ClaudeModel.of(to.model()).takesSchemas() : own.way() == Treatment.Way.MAPPED;
    }

    private static void hints(Conversation asked, Losses losses, ObjectNode body) {
        asked.user()
                .filter(user -> losses.takes(Feature.USER))
                .ifPresent(user -> body.putObject("metadata").put("user_id", user));
        asked.serviceTier().filter(tier -> losses.takes(Feature.SERVICE_TIER)).ifPresent(tier -> {
            switch (tier) {
                case "auto" -> body.put("service_tier", "auto");
                case "default", "standard_only" -> body.put("service_tier", "standard_only");
                default -> losses.drop(losses.path(Feature.SERVICE_TIER), "it has no such tier");
            }
        });
        for (Further field : asked.further()) {
            if (losses.takes(field.feature(), field.path())) {
                further(field, losses, body);
            }
        }
    }

    private static void further(Further field, Losses losses, ObjectNode body) {
        if (!field.path().equals("cache_control")) {
            losses.drop(field.path(), "it has no field for it");
            return;
        }
        try {
            body.set("cache_control", JsonText.parse(field.json()));
        } catch (IOException e) {
            throw new IllegalArgumentException("a conversation's pieces are JSON", e);
        }
    }

    private static Map<String, String> headers(TurnWriter turns) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("anthropic-version", VERSION);
        if (turns.hasFiles()) {
            headers.put("anthropic-beta", FILES_BETA);
        }
        return headers;
    }

    private static void put(ObjectNode body, String field, JsonNode value) {
        if (!value.isEmpty()) {
            body.set(field, value);
        }
    }
}
