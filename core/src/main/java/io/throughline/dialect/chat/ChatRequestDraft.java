package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Places;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request of which not everything is read yet. */
final class ChatRequestDraft {
    final Places places = new Places();
    final List<Conversation.Tool> tools = new ArrayList<>();
    final ChatSampling sampling = new ChatSampling();
    final ChatThinking thinking = new ChatThinking();
    String model = "";
    boolean stream;
    boolean streamUsage;
    List<Turn> turns = List.of();
    Optional<Conversation.ToolChoice> toolChoice = Optional.empty();
    Optional<Boolean> parallelTools = Optional.empty();
    Optional<Conversation.Format> format = Optional.empty();
    Optional<String> user = Optional.empty();
    Optional<String> serviceTier = Optional.empty();
    private final List<Conversation.Further> further = new ArrayList<>();

    void further(Feature feature, Value value) {
        further.add(new Conversation.Further(feature, value.path(), value.raw()));
    }

    Conversation toConversation() {
        return new Conversation(
                model,
                stream,
                streamUsage,
                turns,
                tools,
                toolChoice,
                parallelTools,
                sampling.toSampling(),
                format,
                thinking.toThinking(),
                user,
                serviceTier,
                further,
                places);
    }
}
