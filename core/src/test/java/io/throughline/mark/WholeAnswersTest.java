package io.throughline.mark;

import static io.throughline.mark.Edited.MEMBER;
import static io.throughline.mark.Edited.SIGNATURE;
import static io.throughline.mark.Edited.SIGNED;
import static io.throughline.mark.Edited.STAMPED;
import static io.throughline.mark.Edited.TOLD;
import static io.throughline.mark.Edited.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole answers gain what they should, and every other byte stays. */
class WholeAnswersTest {
    @Test
    void everyChoiceOfChatIsSigned() {
        String body =
                "{ \"choices\": [ {\"message\":{\"content\":\"A%s\"}},\n{\"message\":{\"content\":\"B \\\"%s\"}} ], \"n\":1.0 }";
        assertThat(whole("openai-chat", SIGNED, body.formatted("", "")))
                .isEqualTo(body.formatted(SIGNATURE, SIGNATURE));
    }

    @Test
    void theLastTextOfMessagesIsSigned() {
        String body =
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"text\",\"text\":\"B%s\"},"
                        + "{\"type\":\"tool_use\",\"input\":{}}],\"stop_reason\":\"tool_use\"}";
        assertThat(whole("anthropic-messages", SIGNED, body.formatted(""))).isEqualTo(body.formatted(SIGNATURE));
    }

    @Test
    void eachTextOfResponsesIsSigned() {
        String body =
                "{\"error\":null,\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"A%s\"},"
                        + "{\"type\":\"refusal\",\"refusal\":\"no\"}]}]}";
        assertThat(whole("openai-responses", SIGNED, body.formatted(""))).isEqualTo(body.formatted(SIGNATURE));
    }

    @Test
    void theLastTextOfGeminiThatIsNoThoughtIsSigned() {
        String body =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"A%s\"},{\"text\":\"T\",\"thought\":true}]},"
                        + "\"finishReason\":\"STOP\"}]}";
        assertThat(whole("gemini-generate-content", SIGNED, body.formatted(""))).isEqualTo(body.formatted(SIGNATURE));
    }

    @Test
    void whatHasNoTextIsNotSigned() {
        assertSame("openai-chat", "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[]}}]}");
        assertSame("openai-chat", "{\"choices\":[{\"message\":{\"content\":\"\"}}]}");
        assertSame("openai-chat", "{\"choices\":[{\"message\":{\"content\":\"x\",\"refusal\":\"no\"}}]}");
        assertSame(
                "openai-chat",
                "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"content_filter\"}]}");
        assertSame("openai-chat", "{\"error\":{\"message\":\"x\"},\"choices\":[{\"message\":{\"content\":\"x\"}}]}");
        assertSame(
                "anthropic-messages",
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"refusal\"}");
        assertSame("anthropic-messages", "{\"type\":\"error\",\"error\":{\"message\":\"x\"}}");
        assertSame("openai-responses", "{\"output\":[{\"content\":[{\"type\":\"refusal\",\"refusal\":\"x\"}]}]}");
        assertSame(
                "gemini-generate-content",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"finishReason\":\"SAFETY\"}]}");
    }

    private static void assertSame(String dialect, String body) {
        assertThat(whole(dialect, SIGNED, body)).isEqualTo(body);
    }

    @Test
    void whatIsNoJsonStays() {
        for (String body :
                List.of("", "<html>", "{\"choices\":[{\"message\":{\"content\":\"x", "[1]", "{}x", "{\"a\":1,}")) {
            for (String dialect :
                    List.of("openai-chat", "openai-responses", "anthropic-messages", "gemini-generate-content")) {
                assertThat(whole(dialect, SIGNED.withExtras(() -> "\"_cost\":1"), body))
                        .isEqualTo(body);
            }
        }
    }

    @Test
    void argumentsGainTheStampAlone() {
        String body = "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":\"%s\"}}]}}]}";
        assertStamp(body, "{}", "{" + MEMBER + "}");
        assertStamp(body, "", "{" + MEMBER + "}");
        assertStamp(body, "{ }", "{ " + MEMBER + "}");
        assertStamp(body, "{\\n \\\"a\\\": 1.0}", "{\\n " + MEMBER + ",\\\"a\\\": 1.0}");
        for (String other : List.of("null", "[1]", "7", "\\\"x\\\"", "{", "{x")) {
            assertStamp(body, other, other);
        }
    }

    private static void assertStamp(String body, String before, String after) {
        assertThat(whole("openai-chat", STAMPED, body.formatted(before))).isEqualTo(body.formatted(after));
    }

    @Test
    void argumentsThatAreObjectsGainItToo() {
        String messages =
                "{\"type\":\"message\",\"content\":[{\"type\":\"tool_use\",\"input\":{%s\"a\":12345678901234567890}},"
                        + "{\"type\":\"server_tool_use\",\"input\":{}}]}";
        String member = "\"_throughline_trace_id\":\"run-1\",";
        assertThat(whole("anthropic-messages", STAMPED, messages.formatted(""))).isEqualTo(messages.formatted(member));
        String gemini =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{%s\"a\":1}}}]}}]}";
        assertThat(whole("gemini-generate-content", STAMPED, gemini.formatted("")))
                .isEqualTo(gemini.formatted(member));
    }

    @Test
    void callsOfGeminiWithoutArgumentsGainSome() {
        String body = "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{%s}}]}}]}";
        String args = "\"args\":{\"_throughline_trace_id\":\"run-1\"}";
        assertGemini(body, "\"name\":\"f\"", args + ",\"name\":\"f\"");
        assertGemini(body, "\"name\":\"f\",\"args\":null", "\"name\":\"f\"," + args);
        assertGemini(body, "\"name\":\"f\",\"args\":{}", "\"name\":\"f\"," + args);
        for (String inPieces : List.of(
                "",
                "\"name\":\"f\",\"willContinue\":true",
                "\"name\":\"f\",\"partialArgs\":[{\"jsonPath\":\"$.a\",\"numberValue\":1}]")) {
            assertGemini(body, inPieces, inPieces);
        }
    }

    private static void assertGemini(String body, String before, String after) {
        String dialect = "gemini-generate-content";
        assertThat(whole(dialect, STAMPED, body.formatted(before))).isEqualTo(body.formatted(after));
        String event = "data: " + body + "\n\n";
        assertThat(Edited.events(dialect, STAMPED, event.formatted(before))).isEqualTo(event.formatted(after));
        byte[] echoed =
                Edited.bytes("{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionCall\":{" + after + "}}]}]}");
        InvisibleSignature signatures = new InvisibleSignature(io.throughline.Secret.of("a secret"));
        CleanRequest clean = RequestCleaner.of(signatures, ToolStamp.FIELD).clean(dialect, "acme", echoed);
        assertThat(Edited.text(clean.body())).doesNotContain("_throughline");
        assertThat(clean.stamps()).isEqualTo(after.equals(before) ? List.of() : List.of("run-1"));
    }

    @Test
    void extrasStandAtTheEnd() {
        for (String dialect : List.of("openai-chat", "openai-responses", "anthropic-messages", "openai-embeddings")) {
            String body = "{\"type\":\"message\",\"choices\":[{}],\"output\":[]%s}\n";
            assertThat(whole(dialect, TOLD, body.formatted(""))).isEqualTo(body.formatted(",\"_cost\":null"));
        }
        String gemini = "{\"candidates\":[]}";
        assertThat(whole("gemini-generate-content", TOLD, gemini)).isEqualTo(gemini);
    }

    @Test
    void delicateEndsGetALineOfTheirOwn() {
        for (String text :
                List.of("Code:\\n```\\nx\\n```", "**Note:**", "see https://a.b/c.", "www.a.b", "mail a@b.c")) {
            String body = "{\"choices\":[{\"message\":{\"content\":\"" + text + "%s\"}}]}";
            assertThat(whole("openai-chat", SIGNED, body.formatted("")))
                    .isEqualTo(body.formatted("\\n\u2064" + SIGNATURE.substring(1)));
        }
    }
}
