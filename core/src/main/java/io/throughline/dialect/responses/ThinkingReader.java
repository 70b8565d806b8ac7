package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Value;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the field {@code reasoning}. */
final class ThinkingReader {
    private ThinkingReader() {}

    static void read(Value reasoning, RequestDraft draft) {
        Optional<String> effort = reasoning.at("effort").optionalText();
        Optional<String> summary = reasoning
                .at("summary")
                .optionalText()
                .or(() -> reasoning.at("generate_summary").optionalText());
        for (Value field : reasoning.fields()) {
            switch (field.name()) {
                case "effort", "summary", "generate_summary" -> {}
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        if (effort.isPresent() || summary.isPresent()) {
            draft.thinking = Optional.of(new Thinking(mode(effort), effort, OptionalLong.empty(), summary));
        }
    }

    private static Thinking.Mode mode(Optional<String> effort) {
        if (effort.isEmpty()) {
            return Thinking.Mode.ADAPTIVE;
        }
        return effort.get().equals("none") ? Thinking.Mode.OFF : Thinking.Mode.ON;
    }
}
