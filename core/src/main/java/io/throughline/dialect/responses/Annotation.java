package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Set;

/** Brings other dialects' citations into the form of annotations. */
final class Annotation {
    /** Annotations in our own dialect. Others are left out: readers that know none but these refuse the whole answer for one. */
    private static final Set<String> OURS = Set.of("file_citation", "container_file_citation");

    private Annotation() {}

    /** Returns whether an opaque block of a type is one. */
    static boolean isType(String type) {
        return type.equals("annotation") || type.equals("citation");
    }

    /** Gives a citation to the text that it stands in; one that has no form here is left out. */
    static void tell(String json, TextPart text) {
        JsonNode told = parsed(json);
        String type = told.path("type").asText();
        if (told instanceof ObjectNode annotation && OURS.contains(type)) {
            text.annotate(annotation);
        } else if (type.equals("url_citation") || type.equals("web_search_result_location")) {
            // Chat has the fields in an object of the type's name
            JsonNode fields = told.path(type).isObject() ? told.path(type) : told;
            tellAddress(fields, text);
        }
    }

    private static void tellAddress(JsonNode fields, TextPart text) {
        ObjectNode annotation = JsonNodeFactory.instance.objectNode();
        annotation.put("type", "url_citation");
        annotation.put("url", fields.path("url").asText(""));
        annotation.put("title", fields.path("title").asText(""));
        if (fields.path("start_index").isIntegralNumber()
                && fields.path("end_index").isIntegralNumber()) {
            annotation.set("start_index", fields.get("start_index"));
            annotation.set("end_index", fields.get("end_index"));
            text.annotate(annotation);
        } else {
            text.cite(annotation);
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return JsonText.parse(json);
        } catch (IOException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
