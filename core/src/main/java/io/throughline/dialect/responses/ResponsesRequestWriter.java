package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes requests of OpenAI's Responses. Nothing is kept at the provider unless the client asks for it, so reasoning goes back encrypted. */
public final class ResponsesRequestWriter implements RequestWriter {
    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        SentNames names = new SentNames();
        ObjectNode body = Tree.object();
        body.put("model", to.model());
        new ToolWriter(losses, names).write(asked, body);
        new InputWriter(to, losses, names).write(asked.turns(), body.putArray("input"));
        new OptionWriter(losses).write(asked, body);
        new FurtherWriter(losses).write(asked.further(), body);
        if (asked.stream()) {
            body.put("stream", true);
        }
        return new WrittenRequest(
                "/responses",
                Map.of(),
                new Body.Bytes(JsonText.of(body).getBytes(StandardCharsets.UTF_8)),
                names.clientNames());
    }

    @Override
    public LossTable table() {
        return ResponsesLosses.TABLE;
    }
}
