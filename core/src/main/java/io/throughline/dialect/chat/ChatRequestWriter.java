package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes requests for chat completions, to OpenAI and to the many providers that copy it, each with its quirks. A streamed answer is always asked for
 * its usage, where the provider lets itself be asked.
 *
 * <p>A request for chat completions that is read and written again says the same, but not always in the same bytes: the limit of tokens has one name;
 * {@code user} stands for {@code safety_identifier}; functions of the time before tools are tools, their calls have ids; a content of one text is a
 * string, as is all that an assistant or tool said in texts alone; and what is as it would be anyway is left out: {@code n} of 1, a format of text, a
 * choice among no tools.
 */
public final class ChatRequestWriter implements RequestWriter {
    private static final String PATH = "/chat/completions";

    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        Target target = new Target(to, losses);
        SentNames names = new SentNames(target);
        ObjectNode body = Tree.object();
        if (!to.has(Quirk.MODEL_IN_PATH)) {
            body.put("model", to.model());
        }
        body.set("messages", new MessageWriting(target, names).write(asked.turns()));
        new ToolWriting(target, names, body).write(asked);
        new OptionWriting(target, names, body).write(asked);
        new ThinkingWriting(target, body).write(asked);
        new FurtherWriting(target, body).write(asked.further());
        writeStream(asked, to, body);
        byte[] bytes = JsonText.of(body).getBytes(StandardCharsets.UTF_8);
        return new WrittenRequest(PATH, Map.of(), new Body.Bytes(bytes), names.clientNames());
    }

    @Override
    public LossTable table() {
        return ChatLosses.TABLE;
    }

    private static void writeStream(Conversation asked, Destination to, ObjectNode body) {
        if (asked.stream()) {
            body.put("stream", true);
            if (!to.has(Quirk.NO_STREAM_OPTIONS)) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
    }
}
