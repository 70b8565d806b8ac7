package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Thinking.Mode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How much to reason, in the ways in which requests say it: OpenAI's word, OpenRouter's object, DeepSeek's and Anthropic's switch. */
final class ChatThinking {
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private Optional<Mode> mode = Optional.empty();
    private Optional<String> effort = Optional.empty();
    private OptionalLong budget = OptionalLong.empty();
    private Optional<String> summary = Optional.empty();

    /** Takes {@code reasoning_effort}. */
    void effort(Value field) {
        String told = field.text();
        if (told.equals("default")) {
            return;
        }
        if (!EFFORTS.contains(told)) {
            throw field.wrong("one of " + String.join(", ", EFFORTS));
        }
        effort = Optional.of(told);
        mode = Optional.of(told.equals("none") ? Mode.OFF : Mode.ON);
    }

    /** Takes OpenRouter's {@code reasoning}. */
    void object(Value field, ChatRequestDraft draft) {
        for (Value part : field.fields()) {
            switch (part.name()) {
                case "effort" -> effort(part);
                case "max_tokens" -> budget(part);
                case "enabled" -> mode = mode.or(() -> Optional.of(part.bool() ? Mode.ON : Mode.OFF));
                case "exclude" -> summary = part.bool() ? Optional.of("none") : summary;
                case "summary" -> summary = Optional.of(part.text());
                default -> draft.further(Feature.UNKNOWN_FIELD, part);
            }
        }
    }

    /** Takes {@code thinking}. */
    void anthropic(Value field, ChatRequestDraft draft) {
        for (Value part : field.fields()) {
            switch (part.name()) {
                case "type" -> mode = Optional.of(modeOf(part));
                case "budget_tokens" -> budget(part);
                default -> draft.further(Feature.UNKNOWN_FIELD, part);
            }
        }
    }

    Optional<Thinking> toThinking() {
        boolean said = mode.isPresent() || effort.isPresent() || budget.isPresent() || summary.isPresent();
        return said ? Optional.of(new Thinking(mode.orElse(Mode.ADAPTIVE), effort, budget, summary)) : Optional.empty();
    }

    private void budget(Value field) {
        budget = OptionalLong.of(field.integer());
        mode = mode.or(() -> Optional.of(Mode.ON));
    }

    private static Mode modeOf(Value field) {
        return switch (field.text()) {
            case "enabled" -> Mode.ON;
            case "disabled" -> Mode.OFF;
            case "adaptive", "auto" -> Mode.ADAPTIVE;
            default -> throw field.wrong("enabled, disabled or adaptive");
        };
    }
}
