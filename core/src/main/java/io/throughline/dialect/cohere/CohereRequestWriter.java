package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes requests of Cohere's Chat, version 2. Source: Cohere's API reference and recorded traffic, as of 2026. */
public final class CohereRequestWriter implements RequestWriter {
    private static final String PATH = "/v2/chat";

    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        CohereNames names = new CohereNames();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", to.model());
        body.set("messages", new CohereTurns(names, losses).write(asked.turns()));
        new CohereTools(names, losses, body).write(asked);
        new CohereOptions(losses, body).write(asked);
        leaveHints(asked, losses);
        body.put("stream", asked.stream());
        byte[] bytes = JsonText.of(body).getBytes(StandardCharsets.UTF_8);
        return new WrittenRequest(PATH, Map.of(), new Body.Bytes(bytes), names.clientNames());
    }

    @Override
    public LossTable table() {
        return CohereLosses.TABLE;
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
