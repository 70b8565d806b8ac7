package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Usage;

/** Writes token counts as Gemini tells them: thoughts beside the candidates' tokens, cached ones among the prompt's. */
final class UsageMetadata {
    private UsageMetadata() {}

    static ObjectNode of(Usage usage) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("promptTokenCount", usage.inputTotal());
        if (usage.cacheRead() > 0) {
            out.put("cachedContentTokenCount", usage.cacheRead());
        }
        out.put("candidatesTokenCount", usage.outputTotal() - usage.reasoning());
        if (usage.reasoning() > 0) {
            out.put("thoughtsTokenCount", usage.reasoning());
        }
        out.put("totalTokenCount", usage.inputTotal() + usage.outputTotal());
        return out;
    }
}
