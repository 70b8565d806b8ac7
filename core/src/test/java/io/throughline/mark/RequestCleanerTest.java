package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.throughline.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Signatures and stamps go out of requests; nothing else does. */
class RequestCleanerTest {
    private static final String CHAT = "openai-chat";
    private static final SignedIds OLD = new SignedIds("old", "old");
    private static final SignedIds NEW = new SignedIds("0190163d-8694-739b-aea5-966c26f8ad91", "thread-1");

    private final InvisibleSignature signatures = new InvisibleSignature(Secret.of("a secret"));
    private final RequestCleaner cleaner = RequestCleaner.of(signatures, ToolStamp.FIELD);
    private final String old = signatures.sign("acme", OLD);
    private final String recent = signatures.sign("acme", NEW);

    @Test
    void aBodyWithoutMarksIsTheSameArray() {
        byte[] body =
                bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"👩‍👩‍👧 می‌خواهم ❤️ \\u200d “quotes” _th\"}]}");
        assertThat(clean(CHAT, body).body()).isSameAs(body);
    }

    @Test
    void othersInvisibleCharactersStay() {
        String text =
                "👩‍👩‍👧‍👦 می‌خواهم ❤️ 葛\uDB40\uDD00 a\u2063b \u2064 \u2063\uFE0F x\uFE0F\uDB40\uDD01\uDB40\uDD02 \u200B\u200C\u200E";
        byte[] body = bytes("{\"messages\":[{\"role\":\"assistant\",\"content\":\"" + text + "\"}]}");
        assertThat(clean(CHAT, body).body()).isSameAs(body);
        byte[] signed = bytes("{\"messages\":[{\"role\":\"assistant\",\"content\":\"" + text + recent + "\"}]}");
        assertThat(clean(CHAT, signed).body()).isEqualTo(body);
    }

    @Test
    void theNewestOfTheAssistantComesFirst() {
        String body = """
                {"messages":[{"role":"system","content":"S"},{"role":"user","content":"U"},
                 {"content":"A%s","role":"assistant"},{"role":"user","content":[{"type":"text","text":"V"}]},
                 {"role":"assistant","content":[{"type":"text","text":"B%s"}]},{"role":"user","content":"C"}]}""";
        CleanRequest clean = clean(CHAT, bytes(body.formatted(old, recent)));
        assertThat(clean.signatures()).containsExactly(NEW, OLD);
        assertThat(clean.body()).isEqualTo(bytes(body.formatted("", "")));
        assertThat(clean.rejected()).isZero();
    }

    @Test
    void anyonesTextIsCleanedButNotBelieved() {
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x%sy\"},{\"role\":\"tool\",\"content\":[{\"text\":\"%s\"}]}],"
                        + "\"instructions\":\"%s\"}";
        CleanRequest clean = clean(CHAT, bytes(body.formatted(recent, recent, recent)));
        assertThat(clean.signatures()).isEmpty();
        assertThat(clean.body()).isEqualTo(bytes(body.formatted("", "", "")));
    }

    @Test
    void everyDialectsHistoryIsRead() {
        assertRead("openai-responses", "{\"input\":[{\"role\":\"assistant\",\"content\":\"A%s\"}]}");
        assertRead(
                "openai-responses",
                "{\"input\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"A%s\"}]}]}");
        assertRead("anthropic-messages", "{\"messages\":[{\"role\":\"assistant\",\"content\":\"A%s\"}]}");
        assertRead(
                "anthropic-messages",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"A%s\"}]}]}");
        assertRead("gemini-generate-content", "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"text\":\"A%s\"}]}]}");
    }

    private void assertRead(String dialect, String body) {
        CleanRequest clean = clean(dialect, bytes(body.formatted(recent)));
        assertThat(clean.signatures()).as(body).containsExactly(NEW);
        assertThat(clean.body()).isEqualTo(bytes(body.formatted("")));
    }

    @Test
    void escapesAreReadToo() throws IOException {
        JsonMapper ascii =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        String quoted = ascii.writeValueAsString("Grüße \\ " + recent + "!");
        for (String text : List.of(quoted, quoted.toLowerCase(java.util.Locale.ROOT))) {
            String body = "{\"messages\":[{\"role\":\"assistant\",\"content\":" + text + "}]}";
            CleanRequest clean = clean(CHAT, bytes(body));
            assertThat(clean.signatures()).containsExactly(NEW);
            assertThat(new String(clean.body(), StandardCharsets.UTF_8)).endsWith(" \\\\ !\"}]}");
        }
    }

    @Test
    void marksAreFoundWhereverTheyStand() throws IOException {
        JsonMapper ascii =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        String quoted = ascii.writeValueAsString(recent);
        String escaped = quoted.substring(1, quoted.length() - 1);
        String body =
                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"%s%s\",\"tool_calls\":[{\"function\":{\"arguments\":"
                        + "\"{%s}\"}}]}]}";
        for (int i = 0; i < 20; i++) {
            String before = " ".repeat(i);
            for (String signature : List.of(recent, escaped)) {
                CleanRequest clean = clean(CHAT, bytes(body.formatted(before, signature, "")));
                assertThat(clean.signatures()).containsExactly(NEW);
                assertThat(clean.body()).isEqualTo(bytes(body.formatted(before, "", "")));
            }
            CleanRequest clean = clean(CHAT, bytes(body.formatted(before, "", Edited.MEMBER)));
            assertThat(clean.stamps()).containsExactly("run-1");
        }
    }

    @Test
    void anEscapedBackslashBeginsNoEscape() {
        byte[] body = bytes("{\"messages\":[{\"role\":\"assistant\",\"content\":\"\\\\u2063\\\\ufe00 \\\\u2063"
                + "\\udb40\\udd00\\udb40\\udd00\\udb40\\udd00\\udb40\\udd00\"}]}");
        assertThat(clean(CHAT, body).body()).isSameAs(body);
    }

    @Test
    void aLineOfItsOwnGoesWithItsLineFeed() {
        String own = TextEnd.of("```").signed(recent);
        String body = "{\"messages\":[{\"role\":\"assistant\",\"content\":\"```%s\"}]}";
        assertThat(own).startsWith("\\n");
        for (String signed : List.of(own, own.replace("\\n", "\\u000a"))) {
            CleanRequest clean = clean(CHAT, bytes(body.formatted(signed)));
            assertThat(clean.signatures()).containsExactly(NEW);
            assertThat(clean.body()).isEqualTo(bytes(body.formatted("")));
        }
    }

    @Test
    void whatIsDamagedIsTakenOutAndCounted() {
        String damaged = recent.substring(0, recent.length() - 6);
        String foreign = signatures.sign("other", NEW);
        String body = "{\"messages\":[{\"role\":\"assistant\",\"content\":\"A%sB%s\"}]}";
        CleanRequest clean = clean(CHAT, bytes(body.formatted(damaged, foreign)));
        assertThat(clean.signatures()).isEmpty();
        assertThat(clean.rejected()).isEqualTo(2);
        assertThat(clean.body()).isEqualTo(bytes(body.formatted("", "")));
    }

    @Test
    void whyOpsIsReadWhenAsked() {
        StringBuilder block = new StringBuilder("\u200B");
        for (char letter : "thread_A".toCharArray()) {
            for (int bit = 7; bit >= 0; bit--) {
                block.append((letter >> bit & 1) == 1 ? '\u200C' : '\u200D');
            }
        }
        String body =
                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"A%s\"},{\"role\":\"user\",\"content\":\"%s\"}]}";
        byte[] signed = bytes(body.formatted(block + "\u200E", block + "\u200E"));
        assertThat(clean(CHAT, signed).body()).isSameAs(signed);
        CleanRequest clean = cleaner.readingWhyOps().clean(CHAT, "acme", signed);
        assertThat(clean.whyOpsTraces()).containsExactly("thread_A");
        assertThat(clean.body()).isEqualTo(bytes(body.formatted("", "")));
    }

    @Test
    void stampsGoAndAreToldNewestFirst() {
        String body = """
                {"messages":[{"role":"assistant","content":null,"tool_calls":[
                 {"id":"1","type":"function","function":{"name":"f","arguments":"{%s\\"a\\": 1.0}"}},
                 {"id":"2","type":"function","function":{"name":"f","arguments":"{%s}"}}]},
                 {"role":"tool","tool_call_id":"1","content":"{\\"_throughline_trace_id\\":\\"theirs\\"}"}]}""";
        String first = new ToolStamp(ToolStamp.FIELD, "run-1").escaped() + ",";
        String second = new ToolStamp(ToolStamp.FIELD, "run-2").escaped();
        CleanRequest clean = clean(CHAT, bytes(body.formatted(first, second)));
        assertThat(clean.stamps()).containsExactly("run-2", "run-1");
        assertThat(clean.body()).isEqualTo(bytes(body.formatted("", "")));
    }

    @Test
    void stampsGoInEveryDialect() {
        assertStamp(
                "openai-responses",
                "{\"input\":[{\"arguments\":\"{\\\"a\\\":[1]%s}\",\"type\":\"function_call\"}]}",
                ",\\\"_throughline_trace_id\\\":\\\"run-1\\\"");
        assertStamp(
                "openai-chat",
                "{\"messages\":[{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\",\"arguments\":\"{%s\\\"a\\\": 1}\"}}]}",
                "\\\"_throughline_trace_id\\\": \\\"run-1\\\", ");
        assertStamp(
                "anthropic-messages",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"input\":{%s}}]}]}",
                "\"_throughline_trace_id\":\"run-1\"");
        assertStamp(
                "gemini-generate-content",
                "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{ %s\"a\":1 }}}]}]}",
                "\"_throughline_trace_id\":\"run-1\",");
    }

    private void assertStamp(String dialect, String body, String member) {
        CleanRequest clean = clean(dialect, bytes(body.formatted(member)));
        assertThat(clean.stamps()).as(body).containsExactly("run-1");
        assertThat(new String(clean.body(), StandardCharsets.UTF_8)).isEqualTo(body.formatted(""));
    }

    @Test
    void aStampThatIsNoIdGoesUnheard() {
        byte[] body = bytes("{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"input\":"
                + "{\"_throughline_trace_id\":\"x\\r\\ny\"}}]}]}");
        CleanRequest clean = clean("anthropic-messages", body);
        assertThat(clean.stamps()).isEmpty();
        assertThat(new String(clean.body(), StandardCharsets.UTF_8)).contains("\"input\":{}");
    }

    /** Whatever is wrong with a body, nothing is added to it, and what is believed was signed. */
    @Test
    void damagedBodiesAreNeitherRefusedNorBelieved() {
        byte[] good = bytes(
                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"A" + recent + "\",\"tool_calls\":[{\"function\":"
                        + "{\"arguments\":\"{\\\"_throughline_trace_id\\\":\\\"r\\\"}\"}}]}]}");
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = java.util.Arrays.copyOf(good, good.length - random.nextInt(good.length));
            if (body.length > 0) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            CleanRequest clean = clean(CHAT, body);
            assertThat(clean.body().length).isLessThanOrEqualTo(body.length);
            assertThat(clean.signatures()).isSubsetOf(NEW);
            assertThat(clean.whyOpsTraces()).isEmpty();
        }
    }

    private CleanRequest clean(String dialect, byte[] body) {
        return cleaner.clean(dialect, "acme", body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
