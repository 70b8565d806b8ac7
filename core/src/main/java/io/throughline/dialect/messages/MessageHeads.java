package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.Optional;

/** What a message says first: who answers. */
final class MessageHeads {
    private static final String PREFIX = "msg_";

    private MessageHeads() {}

    static ObjectNode of(String id, Optional<String> model, AnswerContext context) {
        return MessageFrames.typed("message")
                .put("id", id)
                .put("role", "assistant")
                .put("model", model.orElse(context.asked().model()));
    }

    /** Returns the id of an answer to which the provider gave none. */
    static String idOf(AnswerContext context) {
        return PREFIX + context.callId();
    }
}
