package io.throughline.dialect.responses;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a response object says apart from its output, of which it has the place. Its fields come in any order; those that echo the request are not read. */
final class ResponseHead {
    @Nullable
    String id;

    @Nullable
    String model;

    @Nullable
    String status;

    @Nullable
    String incompleteReason;

    @Nullable
    String tier;

    @Nullable
    ByteRange error;

    @Nullable
    ByteRange usage;

    @Nullable
    ByteRange output;

    private ResponseHead() {}

    static ResponseHead read(JsonReader in) throws IOException {
        ResponseHead head = new ResponseHead();
        in.object();
        String field;
        while ((field = in.field()) != null) {
            switch (field) {
                case "id" -> head.id = in.nonEmptyText();
                case "model" -> head.model = in.nonEmptyText();
                case "status" -> head.status = in.nonEmptyText();
                case "incomplete_details" -> head.incompleteReason = reasonOf(in);
                case "service_tier" -> head.tier = in.nonEmptyText();
                case "error" -> head.error = in.isNull() ? null : in.place();
                case "usage" -> head.usage = in.place();
                case "output" -> head.output = in.place();
                default -> {}
            }
        }
        return head;
    }

    private static @Nullable String reasonOf(JsonReader in) throws IOException {
        if (!in.object()) {
            return null;
        }
        String reason = null;
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("reason")) {
                reason = in.nonEmptyText();
            }
        }
        return reason;
    }
}
