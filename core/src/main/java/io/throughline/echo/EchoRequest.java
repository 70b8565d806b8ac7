package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, in no dialect.
 *
 * @param model the model's name as the caller wrote it
 * @param stream whether the answer is wanted as a stream
 * @param maxTokens the most tokens that the answer may have
 * @param prompt what was said so far
 * @param tools the tools offered, in order
 * @param choice whether a tool may or must be called
 * @param parallel whether more than one tool may be called at once
 * @param schema the JSON schema that the text must follow, an empty one where any object will do; null for free text
 * @param directives what the caller tells the echo
 * @param source the request as it came; nobody changes it
 */
record EchoRequest(
        String model,
        boolean stream,
        OptionalInt maxTokens,
        Prompt prompt,
        List<Tool> tools,
        ToolChoice choice,
        boolean parallel,
        @Nullable JsonNode schema,
        EchoDirectives directives,
        JsonNode source) {

    /**
     * What was said so far.
     *
     * @param tokens how many tokens that is, tools included
     * @param seed the same for the same prompt
     * @param userText what the user said last, without directives
     * @param toolResult what the tools returned, where the history ends with that
     */
    record Prompt(
            int tokens,
            long seed,
            String userText,
            @Nullable String toolResult) {}

    /**
     * A tool that may be called.
     *
     * @param name its name
     * @param schema the JSON schema of its arguments
     */
    record Tool(String name, JsonNode schema) {}

    /** Whether a tool may or must be called. */
    sealed interface ToolChoice {
        /** As the model likes. */
        record Auto() implements ToolChoice {}

        /** No tool. */
        record None() implements ToolChoice {}

        /** Any tool, but one. */
        record Any() implements ToolChoice {}

        /** This tool. */
        record Named(String name) implements ToolChoice {}
    }
}
