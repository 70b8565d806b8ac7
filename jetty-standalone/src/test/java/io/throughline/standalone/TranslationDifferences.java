package io.throughline.standalone;

import io.throughline.testkit.RecordedCase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a client may read something else than the provider said: the reasons, each for what it alone explains. */
final class TranslationDifferences {
    private static final Set<String> REFUSAL = Set.of("text", "refusal", "finish");

    private static final Map<String, Reason> BY_CASE = Map.ofEntries(
            Map.entry(
                    "bedrock/converse/pyd-test-bedrock-model-with-code-execution-tool-1",
                    new Reason("JavaScript writes 1.4E7 as 14000000", Set.of("calls"))),
            Map.entry(
                    "openai/responses/ver-parallel-tool-call-wrapper-1.stream",
                    new Reason("the recording's last event is cut", Set.of("failed"))),
            Map.entry(
                    "vertex/generateContent/pyd-test-multimodal-tool-return-matrix-direct-uploaded-file-video-google-vertex-0",
                    new Reason(
                            "a call that the provider calls unexpected is a failure to a client of Responses",
                            Set.of("failed"))),
            Map.entry(
                    "anthropic/messages/ver-spliced-message-start.stream",
                    new Reason("the provider began anew: what was said can't be taken back", Set.of("failed"))),
            Map.entry(
                    "openai/responses/pyd-test-background-mode-reasoning-vcr-0",
                    new Reason("an answer that is only queued is empty elsewhere", Set.of("finish", "usage"))),
            Map.entry(
                    "openai/responses/req-o4-mini-deep-research-usage",
                    new Reason("no counts below zero", Set.of("usage"))),
            Map.entry(
                    "openai/responses/ver-openai-custom-tool-1.stream",
                    new Reason("a custom tool's input is no JSON", Set.of("calls"))),
            Map.entry(
                    "vertex/generateContent/pyd-test-google-model-armor-prompt-template-text-gets-blocked-1",
                    new Reason(
                            "a blocked prompt is told as a refusal; nothing was counted",
                            Set.of("refusal", "text", "finish", "usage"))),
            Map.entry(
                    "anthropic/messages/pyd-test-pause-turn-web-search-streaming-vcr-0.stream",
                    new Reason("only Anthropic pauses a turn: it is told as cut by length", Set.of("finish"))),
            Map.entry(
                    "anthropic/messages/ver-anthropic-compaction-1",
                    new Reason("the reading leaves out the tokens of compactions, which are billed", Set.of("usage"))),
            Map.entry(
                    "anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream",
                    new Reason(
                            "the recording holds several streams, one behind another; a client stops at the first's end",
                            Set.of("text", "calls", "usage"))),
            Map.entry(
                    "anthropic/messages/ver-anthropic-refusal",
                    new Reason("the words of the refusal stand beside the blocks", REFUSAL)),
            Map.entry(
                    "azure/models.chat.completions/rub-with-params-azure-grok-4-1-fast-non-reasoning-supports-response-format-param",
                    new Reason("no more tokens are read from a cache than there are", Set.of("usage"))),
            Map.entry(
                    "gemini/generateContent/rub-speech-basic-functionality-gemini-gemini-2-5-flash-preview-tts-can-speak",
                    new Reason(
                            "openai-java's accumulator fails on a stream of audio alone, which other clients read",
                            Set.of("client"))),
            Map.entry(
                    "openai/chat.completions/ddt-chat-completion-custom-tool-call",
                    new Reason("a custom tool's input is no JSON", Set.of("calls"))));

    private TranslationDifferences() {}

    /** Returns the reasons of those differences that have one. */
    static List<String> reasons(RecordedCase recorded, String client, List<String> differences) {
        return differences.stream()
                .flatMap(difference -> reason(recorded, client, difference).stream())
                .toList();
    }

    private static Optional<String> reason(RecordedCase recorded, String client, String difference) {
        if (recorded.id().contains("refusal") && REFUSAL.contains(difference.substring(0, difference.indexOf(':')))) {
            return Optional.of(
                    "each dialect says a refusal in its way: as text of the message, beside it, or by the reason");
        }
        if (client.equals("openai-chat" + RecordedTranslationTest.NPM) && difference.startsWith("reasoning: ")) {
            return Optional.of("this client reads no reasoning in chat completions");
        }
        if (client.startsWith("openai-responses") && difference.startsWith("usage: expected Optional.empty")) {
            return Optional.of("a response that has ended tells its usage: zero where the provider told none");
        }
        if (client.startsWith("anthropic-messages") && difference.startsWith("usage: expected Optional.empty")) {
            return Optional.of("a message always tells its usage: zero where the provider told none");
        }
        return Optional.ofNullable(BY_CASE.get(recorded.id()))
                .filter(reason -> reason.explains(difference))
                .map(Reason::text);
    }

    /** Explains the differences of one recording. */
    private record Reason(String text, Set<String> fields) {
        private boolean explains(String difference) {
            return fields.contains(difference.substring(0, difference.indexOf(':')));
        }
    }
}
