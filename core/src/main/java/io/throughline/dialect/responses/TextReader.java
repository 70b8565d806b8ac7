package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Value;
import java.util.Optional;

/** Reads the field {@code text}. */
final class TextReader {
    private TextReader() {}

    static void read(Value text, RequestDraft draft) {
        for (Value field : text.fields()) {
            switch (field.name()) {
                case "format" -> draft.format = readFormat(field, draft);
                case "verbosity" -> draft.further(Feature.VERBOSITY, field);
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
    }

    private static Optional<Format> readFormat(Value format, RequestDraft draft) {
        Value type = format.must("type");
        return switch (type.text()) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(new Format.Json());
            case "json_schema" -> Optional.of(readSchema(format, draft));
            default -> throw type.wrong("one of text, json_object and json_schema");
        };
    }

    private static Format readSchema(Value format, RequestDraft draft) {
        Optional<Boolean> strict = Optional.empty();
        for (Value field : format.fields()) {
            switch (field.name()) {
                case "type", "name", "description", "schema" -> {}
                case "strict" -> strict = Optional.of(field.bool());
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        return new Format.JsonSchema(
                format.at("name").optionalText(),
                format.at("description").optionalText(),
                format.must("schema").raw(),
                strict);
    }
}
