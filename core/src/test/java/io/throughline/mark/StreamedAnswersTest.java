package io.throughline.mark;

import static io.throughline.mark.Edited.MEMBER;
import static io.throughline.mark.Edited.SIGNATURE;
import static io.throughline.mark.Edited.SIGNED;
import static io.throughline.mark.Edited.STAMPED;
import static io.throughline.mark.Edited.TOLD;
import static io.throughline.mark.Edited.events;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams gain what they should where they should, and every other byte stays in its place. */
class StreamedAnswersTest {
    private static final String CHAT = "openai-chat";
    private static final String MESSAGES = "anthropic-messages";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String TEXT = chunk("{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}", "");
    private static final String USAGE = "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"total_tokens\":3}%s}\n\n";

    private static String chunk(String choice, String more) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":["
                + choice + "]" + more + "}\n\n";
    }

    private static String end(String more) {
        return chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", more);
    }

    @Test
    void chatGetsADeltaBeforeItsEnd() {
        String delta = chunk("{\"index\":0,\"delta\":{\"content\":\"" + SIGNATURE + "\"},\"finish_reason\":null}", "");
        assertThat(events(CHAT, SIGNED, ": hello\n\n" + TEXT + end("") + DONE))
                .isEqualTo(": hello\n\n" + TEXT + delta + end("") + DONE);
    }

    @Test
    void aChatEndWithTextCarriesItItself() {
        String last = "{\"index\":0,\"delta\":{\"content\":\"!%s\"},\"finish_reason\":\"stop\"}";
        assertThat(events(CHAT, SIGNED, chunk(last.formatted(""), "") + DONE))
                .isEqualTo(chunk(last.formatted(SIGNATURE), "") + DONE);
    }

    @Test
    void carriageReturnsStay() {
        String edited = events(CHAT, SIGNED, (TEXT + end("") + DONE).replace("\n", "\r\n"));
        assertThat(edited).isEqualTo(events(CHAT, SIGNED, TEXT + end("") + DONE).replace("\n", "\r\n"));
    }

    @Test
    void toolCallsAndRefusalsAreNotSigned() {
        String call = chunk(
                "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}}", "");
        String refusal = TEXT + chunk("{\"index\":0,\"delta\":{\"refusal\":\"no\"}}", "");
        for (String stream : new String[] {call, refusal}) {
            assertThat(events(CHAT, SIGNED, stream + end("") + DONE)).isEqualTo(stream + end("") + DONE);
        }
    }

    @Test
    void extrasStandOnTheUsageThatWasAskedFor() {
        assertThat(events(CHAT, TOLD, TEXT + end("") + USAGE.formatted("") + DONE))
                .isEqualTo(TEXT + end("") + USAGE.formatted(",\"_cost\":null") + DONE);
    }

    @Test
    void extrasStandOnTheEndWhereNoUsageComes() {
        String told = TEXT + end(",\"_cost\":null");
        assertThat(events(CHAT, TOLD, TEXT + end("") + DONE)).isEqualTo(told + DONE);
        assertThat(events(CHAT, TOLD, TEXT + end(""))).isEqualTo(told);
        assertThat(events(CHAT, TOLD.withoutUsageChunk(), TEXT + end("") + USAGE.formatted("") + DONE))
                .isEqualTo(told + DONE);
    }

    @Test
    void usageThatNobodyAskedForGoes() {
        assertThat(events(CHAT, AnswerEdits.NONE.withoutUsageChunk(), TEXT + end("") + USAGE.formatted("") + DONE))
                .isEqualTo(TEXT + end("") + DONE);
    }

    @Test
    void extrasAreToldOnceWhenTheEndIsKnown() {
        AtomicInteger asked = new AtomicInteger();
        StreamEditor editor = AnswerEditor.of(
                        CHAT, AnswerEdits.NONE.withExtras(() -> "\"n\":" + asked.incrementAndGet()))
                .events()
                .orElseThrow();
        editor.feed(ByteBuffer.wrap(Edited.bytes(TEXT + end(""))));
        assertThat(asked).hasValue(0);
        editor.feed(ByteBuffer.wrap(Edited.bytes(USAGE.formatted("") + DONE)));
        editor.finish();
        assertThat(asked).hasValue(1);
    }

    @Test
    void anErrorGetsNoExtras() {
        String stream = TEXT + "data: {\"error\":{\"message\":\"x\"}}\n\n";
        assertThat(events(CHAT, TOLD.withSignature(SIGNATURE), stream)).isEqualTo(stream);
    }

    @Test
    void chatArgumentsAreStampedAsTheyPass() {
        String call = "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"%s\"}}]}}";
        String stream = chunk(call.formatted(""), "") + chunk(call.formatted("{"), "") + chunk(call.formatted(" "), "");
        String last = chunk(call.formatted("%s\\\"a\\\":1}"), "") + end("");
        assertThat(events(CHAT, STAMPED, stream + last.formatted(""))).isEqualTo(stream + last.formatted(MEMBER + ","));
        String none = chunk(call.formatted(""), "");
        String added = "{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{" + MEMBER
                + "}\"}}]},\"finish_reason\":null}";
        assertThat(events(CHAT, STAMPED, none + end(""))).isEqualTo(none + chunk(added, "") + end(""));
    }

    private static final String START = """
            event: content_block_start
            data: {"type":"content_block_start","index":%d,"content_block":{"type":"%s"}}

            """;
    private static final String DELTA = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":%d,"delta":{"type":"%s","%s":"%s"}}

            """;
    private static final String STOP = """
            event: content_block_stop
            data: {"type":"content_block_stop","index":%d}

            """;
    private static final String MESSAGE_DELTA = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"%s"},"usage":{"output_tokens":1}%s}

            """;

    private static String text(int index, String text) {
        return START.formatted(index, "text") + DELTA.formatted(index, "text_delta", "text", text);
    }

    private static String sign(int index) {
        return DELTA.formatted(index, "text_delta", "text", SIGNATURE);
    }

    @Test
    void messagesGetADeltaBeforeTheLastTextStops() {
        String first = text(0, "A") + STOP.formatted(0) + text(1, "B");
        String last = STOP.formatted(1) + MESSAGE_DELTA.formatted("end_turn", "");
        assertThat(events(MESSAGES, SIGNED, first + last)).isEqualTo(first + sign(1) + last);
    }

    @Test
    void messagesAreSignedBeforeAToolCall() {
        String tool = STOP.formatted(0)
                + START.formatted(1, "tool_use")
                + STOP.formatted(1)
                + MESSAGE_DELTA.formatted("tool_use", "");
        assertThat(events(MESSAGES, SIGNED, text(0, "A") + tool)).isEqualTo(text(0, "A") + sign(0) + tool);
    }

    @Test
    void aRefusalOfMessagesIsNotSigned() {
        String stream = text(0, "A") + STOP.formatted(0) + MESSAGE_DELTA.formatted("refusal", "");
        assertThat(events(MESSAGES, SIGNED, stream)).isEqualTo(stream);
    }

    @Test
    void pingsPassWhatIsHeld() {
        StreamEditor editor = AnswerEditor.of(MESSAGES, SIGNED).events().orElseThrow();
        editor.feed(ByteBuffer.wrap(Edited.bytes(text(0, "A") + STOP.formatted(0))));
        String ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n: c\n\n";
        assertThat(fed(editor, ping)).isEqualTo(ping);
        assertThat(fed(editor, MESSAGE_DELTA.formatted("end_turn", "")))
                .isEqualTo(sign(0) + STOP.formatted(0) + MESSAGE_DELTA.formatted("end_turn", ""));
    }

    private static String fed(StreamEditor editor, String text) {
        ByteBuffer out = editor.feed(ByteBuffer.wrap(Edited.bytes(text)));
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return Edited.text(bytes);
    }

    @Test
    void messagesArgumentsAreStamped() {
        String stream = START.formatted(0, "tool_use")
                + DELTA.formatted(0, "input_json_delta", "partial_json", "{%s\\\"a\\\":1}")
                + STOP.formatted(0);
        assertThat(events(MESSAGES, STAMPED, stream.formatted(""))).isEqualTo(stream.formatted(MEMBER + ","));
        String none = START.formatted(0, "tool_use") + DELTA.formatted(0, "input_json_delta", "partial_json", "");
        assertThat(events(MESSAGES, STAMPED, none + STOP.formatted(0)))
                .isEqualTo(none
                        + DELTA.formatted(0, "input_json_delta", "partial_json", "{" + MEMBER + "}")
                        + STOP.formatted(0));
    }

    @Test
    void messagesTellExtrasOnTheirDelta() {
        assertThat(events(MESSAGES, TOLD, MESSAGE_DELTA.formatted("end_turn", "")))
                .isEqualTo(MESSAGE_DELTA.formatted("end_turn", ",\"_cost\":null"));
    }

    @Test
    void responsesSayTheSameInAllTheirEvents() {
        String stream = """
                event: response.output_text.done
                data: {"type":"response.output_text.done","sequence_number":%1$d,"item_id":"i","output_index":0,"content_index":0,"text":"A%3$s"}

                event: response.content_part.done
                data: {"type":"response.content_part.done","part":{"type":"output_text","text":"A%3$s"},"sequence_number":%2$d}

                event: response.completed
                data: {"type":"response.completed","response":{"error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"A%3$s"}]}]%4$s}}

                """;
        String delta = """
                event: response.output_text.delta
                data: {"type":"response.output_text.delta","item_id":"i","output_index":0,"content_index":0,"delta":"%s","logprobs":[],"sequence_number":4}

                """;
        assertThat(events("openai-responses", SIGNED.withExtras(() -> "\"_cost\":1"), stream.formatted(4, 5, "", "")))
                .isEqualTo(delta.formatted(SIGNATURE) + stream.formatted(5, 6, SIGNATURE, ",\"_cost\":1"));
    }

    @Test
    void geminiIsSignedInItsLastChunk() {
        String chunk = "data: {\"candidates\":[{\"content\":{\"parts\":[%s],\"role\":\"model\"}%s}]}\r\n\r\n";
        String first = chunk.formatted("{\"text\":\"A\"}", "");
        String last = ",\"finishReason\":\"STOP\"";
        assertThat(events("gemini-generate-content", SIGNED, first + chunk.formatted("{\"text\":\"\"}", last)))
                .isEqualTo(first + chunk.formatted("{\"text\":\"" + SIGNATURE + "\"}", last));
        assertThat(events("gemini-generate-content", SIGNED, first + chunk.formatted("", last)))
                .isEqualTo(first + chunk.formatted("{\"text\":\"" + SIGNATURE + "\"}", last));
        String bare = "data: {\"candidates\":[{%s\"finishReason\":\"STOP\"}]}\n\n";
        assertThat(events("gemini-generate-content", SIGNED, first + bare.formatted("")))
                .isEqualTo(first
                        + bare.formatted(
                                "\"content\":{\"parts\":[{\"text\":\"" + SIGNATURE + "\"}],\"role\":\"model\"},"));
    }

    @Test
    void whatCantBeReadPasses() {
        String stream =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}\n\ndata: a\ndata: b\n\nfoo\n\n\n\ndata\n\n"
                        + "id: 7\nretry: 1\n\ndata: {\"x\":1}";
        assertThat(events(CHAT, SIGNED.withExtras(() -> "\"_cost\":1"), stream)).isEqualTo(stream);
    }

    @Test
    void anEventThatIsTooLargePassesAsItComes() {
        String large = chunk("{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(3 << 20) + "\"}}", "");
        assertThat(events(CHAT, SIGNED, TEXT + large + end("")))
                .startsWith(TEXT + large)
                .contains(SIGNATURE);
    }

    /** However lines end and however the bytes come: the same bytes go out. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void itMakesNoDifferenceHowTheBytesCome(String lineEnd) {
        String stream = ": hello\n\n" + TEXT + "event: x\nid: 7\n" + end("") + "data: a\ndata: b\n\n" + DONE;
        String edited = events(CHAT, SIGNED, stream).replace("\n", lineEnd);
        byte[] bytes = Edited.bytes(stream.replace("\n", lineEnd));
        for (int size = 1; size <= bytes.length; size++) {
            assertThat(inPieces(bytes, size)).as("pieces of %d", size).isEqualTo(edited);
        }
    }

    @Test
    void anEventThatIsTooLargePassesInPiecesToo() {
        String large = chunk("{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(3 << 20) + "\"}}", "");
        assertThat(inPieces(Edited.bytes(TEXT + large + end("")), 8192))
                .startsWith(TEXT + large)
                .contains(SIGNATURE);
    }

    private static String inPieces(byte[] stream, int size) {
        StreamEditor editor = AnswerEditor.of(CHAT, SIGNED).events().orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < stream.length; at += size) {
            write(editor.feed(ByteBuffer.wrap(stream, at, Math.min(size, stream.length - at))), out);
        }
        write(editor.finish(), out);
        return Edited.text(out.toByteArray());
    }

    private static void write(ByteBuffer bytes, ByteArrayOutputStream out) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.writeBytes(copy);
    }
}
