package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tells citations of the web as annotations, each when the text that it belongs to is complete. Other citations have no form here. */
final class CitationDeltas {
    private static final int NONE = -1;
    /** More than any answer cites. */
    private static final int MOST = 4096;

    private final Consumer<ObjectNode> out;
    private final List<JsonNode> waiting = new ArrayList<>();
    private int openText = NONE;
    private int start;
    private int end;

    CitationDeltas(Consumer<ObjectNode> out) {
        this.out = out;
    }

    void openText(int block) {
        openText = block;
        start = end;
    }

    void text(String text) {
        end += text.codePointCount(0, text.length());
    }

    void closeText(int block) {
        if (block == openText) {
            openText = NONE;
            waiting.forEach(this::tell);
            waiting.clear();
        }
    }

    void cite(JsonNode citation) {
        if (openText == NONE) {
            tell(citation);
        } else if (waiting.size() < MOST) {
            waiting.add(citation);
        }
    }

    private void tell(JsonNode citation) {
        String type = citation.path("type").asText();
        if (type.equals("url_citation")) {
            JsonNode nested = citation.path("url_citation");
            tell(
                    nested.isObject() ? nested : citation,
                    citation.path("start_index").isNumber());
        } else if (type.equals("web_search_result_location")) {
            tell(citation, false);
        }
    }

    /** Where a provider counts for itself, it counts from where the text begins. */
    private void tell(JsonNode citation, boolean counted) {
        ObjectNode delta = Tree.object();
        ObjectNode annotation = delta.putArray("annotations").addObject().put("type", "url_citation");
        if (citation.has("start_index") && !counted) {
            annotation.set("url_citation", citation);
        } else {
            annotation
                    .putObject("url_citation")
                    .put("url", citation.path("url").asText())
                    .put("title", citation.path("title").asText())
                    .put(
                            "start_index",
                            counted ? start + citation.path("start_index").asInt() : start)
                    .put(
                            "end_index",
                            counted ? start + citation.path("end_index").asInt() : end);
        }
        out.accept(delta);
    }
}
