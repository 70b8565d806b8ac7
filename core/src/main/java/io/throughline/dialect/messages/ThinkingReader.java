package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Feature;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads {@code thinking} and {@code output_config}, which say together how much to reason and what the answer is to look like. */
final class ThinkingReader {
    private final List<Further> further;
    private Thinking.@Nullable Mode mode;
    private OptionalLong budget = OptionalLong.empty();
    private Optional<String> effort = Optional.empty();
    private Optional<String> display = Optional.empty();
    private Optional<Format> format = Optional.empty();

    ThinkingReader(List<Further> further) {
        this.further = further;
    }

    /** Takes {@code thinking}. */
    void thinking(RequestValue thinking) {
        thinking.must("type");
        thinking.fields((name, value) -> {
            switch (name) {
                case "type" -> mode = mode(value);
                case "budget_tokens" -> budget = OptionalLong.of(value.integer());
                case "display" -> display = Optional.of(value.text());
                default -> further.add(value.as(Feature.UNKNOWN_FIELD));
            }
        });
    }

    /** Takes {@code output_config}. */
    void outputConfig(RequestValue config) {
        config.fields((name, value) -> {
            switch (name) {
                case "effort" -> effort = Optional.of(value.text());
                case "format" -> format(value);
                default -> further.add(value.as(Feature.UNKNOWN_FIELD));
            }
        });
    }

    /** Takes {@code output_config.format}, or {@code output_format} as it was called at first. */
    void format(RequestValue told) {
        RequestValue type = told.must("type");
        if (!type.text().equals("json_schema")) {
            throw type.wrong("json_schema");
        }
        format = Optional.of(new Format.JsonSchema(
                told.textAt("name"), Optional.empty(), told.must("schema").object(), Optional.empty()));
    }

    /** Returns how much to reason; effort alone leaves to the model whether to. */
    Optional<Thinking> thinking() {
        if (mode == null && effort.isEmpty()) {
            return Optional.empty();
        }
        Thinking.Mode how = mode == null ? Thinking.Mode.ADAPTIVE : mode;
        return Optional.of(new Thinking(how, effort, budget, display));
    }

    Optional<Format> format() {
        return format;
    }

    private static Thinking.Mode mode(RequestValue type) {
        return switch (type.text()) {
            case "enabled" -> Thinking.Mode.ON;
            case "adaptive" -> Thinking.Mode.ADAPTIVE;
            case "disabled" -> Thinking.Mode.OFF;
            default -> throw type.wrong("enabled, adaptive or disabled");
        };
    }
}
