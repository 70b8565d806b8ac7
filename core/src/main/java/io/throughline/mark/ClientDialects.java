package io.throughline.mark;

/** The names of the dialects that clients speak. */
final class ClientDialects {
    static final String CHAT = "openai-chat";
    static final String RESPONSES = "openai-responses";
    static final String MESSAGES = "anthropic-messages";
    static final String GEMINI = "gemini-generate-content";

    private ClientDialects() {}
}
