package io.throughline.sdk;

import java.util.Optional;

/**
 * A tool that an agent may call.
 *
 * @param name its name
 * @param description what it is for
 * @param inputSchema the JSON Schema of its arguments, as JSON text
 * @param outputSchema the JSON Schema of its result, as JSON text, where there is one
 */
public record AgentTool(String name, String description, String inputSchema, Optional<String> outputSchema) {
    /** Returns a tool that says nothing of its results. */
    public static AgentTool of(String name, String description, String inputSchema) {
        return new AgentTool(name, description, inputSchema, Optional.empty());
    }
}
