package io.throughline.mark;

import static io.throughline.mark.Edited.SIGNATURE;
import static io.throughline.mark.Edited.SIGNED;
import static io.throughline.mark.Edited.events;
import static io.throughline.mark.Edited.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that a program parses stays one that can be parsed, whole and streamed, though the request asked for no JSON. */
class UnaskedJsonTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> DIALECTS =
            List.of("openai-chat", "openai-responses", "anthropic-messages", "gemini-generate-content");

    static Stream<Arguments> json() {
        return DIALECTS.stream()
                .flatMap(dialect -> Stream.of(
                                "{\"a\":1}",
                                " \n\t[1,2]\n",
                                "{\"a\":\"http://x\"}",
                                "```json\n{\"a\":[1]}\n```",
                                "```\n[1]\n```\n\n")
                        .map(text -> Arguments.of(dialect, text)));
    }

    @ParameterizedTest
    @MethodSource("json")
    void whatLooksLikeJsonIsNotSigned(String dialect, String text) throws IOException {
        String body = body(dialect, text);
        assertThat(whole(dialect, SIGNED, body)).isEqualTo(body);
        for (int size : new int[] {1, 2, 3, 100}) {
            String stream = stream(dialect, pieces(text, size));
            assertThat(events(dialect, SIGNED, stream)).isEqualTo(stream);
        }
        JsonNode parsed = MAPPER.readTree(text.strip().replaceAll("^```(json)?|```$", ""));
        assertThat(parsed.isContainerNode()).isTrue();
    }

    static Stream<Arguments> words() {
        return DIALECTS.stream()
                .flatMap(dialect -> Stream.of(
                                "Here:\n```json\n{\"a\":1}\n```",
                                "`{}` is empty",
                                "```\ncode\n```\nThat's it.",
                                "(see [1])")
                        .map(text -> Arguments.of(dialect, text)));
    }

    @ParameterizedTest
    @MethodSource("words")
    void whatOnlyHoldsJsonIsSignedAndItsBlockStaysWhole(String dialect, String text) throws IOException {
        String seen = SIGNATURE.substring(1);
        assertThat(whole(dialect, SIGNED, body(dialect, text))).contains(seen);
        for (int size : new int[] {1, 3, 100}) {
            assertThat(events(dialect, SIGNED, stream(dialect, pieces(text, size))))
                    .contains(seen);
        }
        String signed = text + TextEnd.of(text).signed(SIGNATURE).replace("\\n", "\n");
        Matcher block = Pattern.compile("(?ms)^```json\\s*(.*?)^```$").matcher(signed);
        if (block.find()) {
            assertThat(MAPPER.readTree(block.group(1)).path("a").intValue()).isEqualTo(1);
        } else {
            assertThat(text).doesNotContain("```json");
        }
    }

    private static List<String> pieces(String text, int size) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            pieces.add(text.substring(at, Math.min(text.length(), at + size)));
        }
        return pieces;
    }

    private static String body(String dialect, String text) {
        String format = switch (dialect) {
            case "openai-chat" -> "{\"choices\":[{\"message\":{\"content\":%s},\"finish_reason\":\"stop\"}]}";
            case "openai-responses" ->
                "{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":%s}]}]}";
            case "anthropic-messages" ->
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":%s}],\"stop_reason\":\"end_turn\"}";
            default -> "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":%s}]},\"finishReason\":\"STOP\"}]}";
        };
        return format.formatted(TextNode.valueOf(text));
    }

    private static String stream(String dialect, List<String> pieces) {
        StringBuilder stream = new StringBuilder();
        for (String piece : pieces) {
            TextNode text = TextNode.valueOf(piece);
            stream.append(
                    switch (dialect) {
                        case "openai-chat" ->
                            event(
                                    "",
                                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + text
                                            + "},\"finish_reason\":null}]}");
                        case "openai-responses" ->
                            event(
                                    "",
                                    "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":"
                                            + text + "}");
                        case "anthropic-messages" ->
                            (stream.isEmpty()
                                            ? event(
                                                    "content_block_start",
                                                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}")
                                            : "")
                                    + event(
                                            "content_block_delta",
                                            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                                                    + text + "}}");
                        default ->
                            event(
                                    "",
                                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + text
                                            + "}],\"role\":\"model\"}}]}");
                    });
        }
        TextNode all = TextNode.valueOf(String.join("", pieces));
        return stream
                + switch (dialect) {
                    case "openai-chat" ->
                        event("", "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
                                + "data: [DONE]\n\n";
                    case "openai-responses" ->
                        event(
                                "",
                                "{\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":"
                                        + all + "}");
                    case "anthropic-messages" ->
                        event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                                + event(
                                        "message_delta",
                                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}");
                    default -> event("", "{\"candidates\":[{\"finishReason\":\"STOP\"}]}");
                };
    }

    private static String event(String name, String data) {
        return (name.isEmpty() ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
    }
}
