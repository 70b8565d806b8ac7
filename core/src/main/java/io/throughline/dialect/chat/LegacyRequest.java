package io.throughline.dialect.chat;

import io.throughline.Body;
import io.throughline.wire.JsonReader;
import java.io.IOException;

/** Whether a request is of the time before tools, and so wants to be told {@code function_call}. */
final class LegacyRequest {
    private LegacyRequest() {}

    static boolean is(Body.Bytes request) {
        boolean functions = false;
        try (JsonReader in = JsonReader.over(request.bytes())) {
            if (!in.object()) {
                return false;
            }
            String field;
            while ((field = in.field()) != null) {
                if (field.equals("tools") && !in.isNull()) {
                    return false;
                }
                functions |= field.equals("functions") && !in.isNull();
            }
        } catch (IOException e) {
            return false;
        }
        return functions;
    }
}
