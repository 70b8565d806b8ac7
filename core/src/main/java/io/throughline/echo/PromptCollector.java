package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Collects what was said so far, in order. For one request and one thread. */
final class PromptCollector {
    private int tokens;
    private long seed = 1125899906842597L;
    private String userText = "";
    private @Nullable String toolResult;

    /** The user says something. */
    void user(String text) {
        count(text);
        userText = text;
        toolResult = null;
    }

    /** The model said something, or called a tool. */
    void assistant(String text) {
        count(text);
        toolResult = null;
    }

    /** A tool returned something. */
    void toolResult(String text) {
        count(text);
        toolResult = toolResult == null ? text : toolResult + "; " + text;
    }

    /** Something else that the model reads: instructions, tools. */
    void count(String text) {
        tokens += Tokens.count(text);
        for (int i = 0; i < text.length(); i++) {
            seed = 31 * seed + text.charAt(i);
        }
    }

    /** Counts a tool's definition. */
    void count(JsonNode tool) {
        count(Json.compact(tool));
    }

    /** Returns what the user said last, with its directives. */
    String userText() {
        return userText;
    }

    EchoRequest.Prompt prompt() {
        return new EchoRequest.Prompt(tokens, seed, EchoDirectives.strippedFrom(userText), toolResult);
    }
}
