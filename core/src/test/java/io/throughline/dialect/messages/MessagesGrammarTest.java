package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.testkit.grammar.MessagesGrammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker of streams finds what breaks clients. */
class MessagesGrammarTest {
    private static final String START = "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"id\":\"i\","
            + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"usage\":{\"output_tokens\":0}}}";
    private static final String TEXT = block(0, "{\"type\":\"text\",\"text\":\"\"}");
    private static final String SAID = delta(0, "{\"type\":\"text_delta\",\"text\":\"a\"}");
    private static final String STOP = "{\"type\":\"content_block_stop\",\"index\":0}";
    private static final String END = end("end_turn");
    private static final String OVER = "{\"type\":\"message_stop\"}";
    private static final String CALL = block(0, "{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"t\",\"input\":{}}");
    private static final String HALF = delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}");

    @Test
    void whatClientsTakePasses() {
        assertThatCode(() -> check(START, TEXT, SAID, STOP, END, OVER)).doesNotThrowAnyException();
        assertThatCode(() -> check(START, CALL, STOP, end("tool_use"), OVER)).doesNotThrowAnyException();
        assertThatCode(() -> check(START, CALL, HALF, STOP, end("max_tokens"), OVER))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"\"}}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "START TEXT SAID STOP END, without message_stop",
        "START START, second message_start",
        "TEXT, outside the message",
        "START SAID, no block is open",
        "START TEXT TEXT, another block is open",
        "START TEXT STOP TEXT, index must be 1",
        "START CALL SAID, text_delta in a block of tool_use",
        "START TEXT HALF, input_json_delta in a block of text",
        "START TEXT END, a block is open",
        "START CALL STOP END, end_turn though a tool is called",
        "START CALL HALF STOP TOOL, input is no JSON",
        "START TEXT STOP TOOL, no tool is called",
        "START OVER, before message_delta",
        "START END OVER OVER, the stream is over",
        "START FILLED, text that is not empty"
    })
    void whatBreaksThemIsNamed(String events, String wrong) {
        String[] names = events.split(" ");
        String[] stream = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            stream[i] = switch (names[i]) {
                case "START" -> START;
                case "TEXT" -> TEXT;
                case "FILLED" -> block(0, "{\"type\":\"text\",\"text\":\"a\"}");
                case "SAID" -> SAID;
                case "STOP" -> STOP;
                case "CALL" -> CALL;
                case "HALF" -> HALF;
                case "TOOL" -> end("tool_use");
                case "END" -> END;
                default -> OVER;
            };
        }
        assertThatThrownBy(() -> check(stream))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(wrong);
    }

    private static void check(String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            String type = event.substring("{\"type\":\"".length(), event.indexOf('"', "{\"type\":\"".length()));
            stream.append("event: ")
                    .append(type)
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        MessagesGrammar.check(stream.toString());
    }

    private static String block(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static String end(String reason) {
        return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason
                + "\"},\"usage\":{\"output_tokens\":1}}";
    }
}
