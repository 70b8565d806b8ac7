package io.throughline.dialect.gemini;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a {@code functionCall} holds: a whole call, or a piece of one that goes on. */
final class CallFields {
    @Nullable
    String id;

    @Nullable
    String name;

    @Nullable
    String args;

    @Nullable
    ByteRange partialArgs;

    boolean goesOn;

    private CallFields() {}

    static CallFields read(JsonReader in) throws IOException {
        CallFields call = new CallFields();
        in.object();
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "id" -> call.id = in.nonEmptyText();
                case "name" -> call.name = in.nonEmptyText();
                case "args" -> call.args = in.isNull() ? null : in.raw();
                case "partialArgs" -> call.partialArgs = in.isNull() ? null : in.place();
                case "willContinue" -> call.goesOn = "true".equals(in.scalar());
                default -> {}
            }
        }
        return call;
    }
}
