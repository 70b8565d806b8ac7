package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes requests of Ollama's own chat. Source: Ollama's API reference and recorded traffic, as of 2026. */
public final class OllamaRequestWriter implements RequestWriter {
    private static final String PATH = "/api/chat";

    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", to.model());
        body.set("messages", new OllamaTurns(losses).write(asked.turns()));
        new OllamaTools(losses, body).write(asked);
        asked.format().ifPresent(format -> writeFormat(format, losses, body));
        new OllamaThinking(to.model(), losses, body).write(asked);
        new OllamaOptions(losses, body).write(asked.sampling());
        leaveHints(asked, losses);
        body.put("stream", asked.stream());
        return WrittenRequest.of(PATH, JsonText.of(body).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public LossTable table() {
        return OllamaLosses.TABLE;
    }

    static JsonNode json(String text) {
        try {
            return JsonText.parse(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("a conversation's pieces are JSON", e);
        }
    }

    private static void writeFormat(Format format, Losses losses, ObjectNode body) {
        if (format instanceof Format.JsonSchema told) {
            if (losses.takes(Feature.JSON_SCHEMA)) {
                body.set("format", json(told.schema()));
            }
        } else if (losses.takes(Feature.JSON_MODE)) {
            body.put("format", "json");
        }
    }

    private static void leaveHints(Conversation asked, Losses losses) {
        if (asked.user().isPresent()) {
            losses.takes(Feature.USER);
        }
        if (asked.serviceTier().isPresent()) {
            losses.takes(Feature.SERVICE_TIER);
        }
        losses.takesNone(asked.further());
    }
}
