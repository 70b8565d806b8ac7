package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Usage;
import java.util.Optional;

/** Writes token counts as Anthropic tells them: what was read from and written to the cache stands beside the input. */
final class MessageCounts {
    private static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0);

    private MessageCounts() {}

    /** Writes {@code usage}; clients need one, so what nobody told is zero. */
    static ObjectNode of(Optional<Usage> told, Optional<String> tier) {
        Usage usage = told.orElse(NONE);
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        counts.put("input_tokens", usage.inputTotal() - usage.cacheRead() - written);
        counts.put("cache_creation_input_tokens", written);
        counts.put("cache_read_input_tokens", usage.cacheRead());
        if (written > 0) {
            counts.putObject("cache_creation")
                    .put("ephemeral_5m_input_tokens", usage.cacheWrite5m())
                    .put("ephemeral_1h_input_tokens", usage.cacheWrite1h());
        }
        counts.put("output_tokens", usage.outputTotal());
        if (usage.reasoning() > 0) {
            counts.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        tier.flatMap(MessageCounts::tier).ifPresent(name -> counts.put("service_tier", name));
        return counts;
    }

    /** Returns the counts that a stream begins with, before anybody knows. */
    static ObjectNode unknown() {
        return of(Optional.empty(), Optional.empty());
    }

    private static Optional<String> tier(String name) {
        return switch (name) {
            case "standard", "default" -> Optional.of("standard");
            case "priority", "batch" -> Optional.of(name);
            default -> Optional.empty();
        };
    }
}
