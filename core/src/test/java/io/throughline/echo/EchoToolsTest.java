package io.throughline.echo;

import static io.throughline.echo.EchoCalls.CHAT;
import static io.throughline.echo.EchoCalls.MESSAGES;
import static io.throughline.echo.EchoCalls.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoToolsTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"unit\":{\"enum\":[\"C\",\"F\"]},\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";
    private static final String CHAT_TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":" + SCHEMA
                    + "}},{\"type\":\"function\",\"function\":{\"name\":\"time\"}}]";
    private static final String RESPONSES_TOOLS =
            "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":" + SCHEMA
                    + "},{\"type\":\"function\",\"name\":\"time\"}]";
    private static final String MESSAGES_TOOLS = "\"tools\":[{\"name\":\"weather\",\"input_schema\":" + SCHEMA
            + "},{\"name\":\"time\",\"input_schema\":{\"type\":\"object\"}}]";

    private final EchoCalls calls = new EchoCalls();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "echo;hi;;",
                "echo;hi;\"auto\";",
                "echo;hi;\"required\";weather",
                "echo;hi;{\"type\":\"function\",\"function\":{\"name\":\"time\"}};time",
                "echo;hi;{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"time\"}}]}};time",
                "echo-tools;hi;;weather",
                "echo-tools;hi;\"none\";",
                "echo;[[echo tool=time]];;time",
                "echo;[[echo tool=time,weather]];;time,weather",
                "echo;[[echo tool=time,weather]];\"none\";",
                "echo;[[echo tool=unknown]];;unknown"
            })
    void chatCalls(String model, String text, String choice, String expected) {
        String more = CHAT_TOOLS + (choice == null ? "" : ",\"tool_choice\":" + choice);
        JsonNode answer = calls.whole(CHAT, EchoCalls.request(CHAT, model, text, more));
        JsonNode message = answer.at("/choices/0/message");
        List<String> names = new ArrayList<>();
        message.path("tool_calls")
                .forEach(call -> names.add(call.at("/function/name").asText()));
        assertThat(String.join(",", names)).isEqualTo(expected == null ? "" : expected);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo(names.isEmpty() ? "stop" : "tool_calls");
        assertThat(message.get("content").isNull()).isEqualTo(!names.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"auto\"};",
                "{\"type\":\"any\"};weather",
                "{\"type\":\"tool\",\"name\":\"time\"};time",
                "{\"type\":\"none\"};"
            })
    void messagesCalls(String choice, String expected) {
        String more = MESSAGES_TOOLS + ",\"tool_choice\":" + choice;
        JsonNode answer = calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", "hi", more));
        assertThat(answer.at("/content/0/name").asText()).isEqualTo(expected == null ? "" : expected);
        assertThat(answer.get("stop_reason").asText()).isEqualTo(expected == null ? "end_turn" : "tool_use");
    }

    @Test
    void responsesCalls() {
        String more = RESPONSES_TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"name\":\"time\"}";
        JsonNode answer = calls.whole(RESPONSES, EchoCalls.request(RESPONSES, "echo", "hi", more));
        assertThat(answer.at("/output/0/type").asText()).isEqualTo("function_call");
        assertThat(answer.at("/output/0/name").asText()).isEqualTo("time");
        assertThat(answer.get("status").asText()).isEqualTo("completed");
    }

    @Test
    void theArgumentsFollowTheSchemaAndUseTheUsersWords() {
        String text = "What is it like in Paris? [[echo tool=weather]]";
        JsonNode expected = EchoCalls.json("{\"city\":\"Paris\",\"unit\":\"C\"}");
        JsonNode chat = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", text, CHAT_TOOLS));
        JsonNode messages = calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", text, MESSAGES_TOOLS));
        JsonNode responses = calls.whole(RESPONSES, EchoCalls.request(RESPONSES, "echo", text, RESPONSES_TOOLS));
        assertThat(EchoCalls.json(chat.at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText()))
                .isEqualTo(expected);
        assertThat(messages.at("/content/0/input")).isEqualTo(expected);
        assertThat(EchoCalls.json(responses.at("/output/0/arguments").asText())).isEqualTo(expected);
    }

    @Test
    void oneCallWhereSeveralAreNotAllowed() {
        String text = "[[echo tool=weather,time]]";
        JsonNode chat =
                calls.whole(CHAT, EchoCalls.request(CHAT, "echo", text, CHAT_TOOLS + ",\"parallel_tool_calls\":false"));
        JsonNode messages = calls.whole(
                MESSAGES,
                EchoCalls.request(
                        MESSAGES,
                        "echo",
                        text,
                        MESSAGES_TOOLS + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"));
        assertThat(chat.at("/choices/0/message/tool_calls")).hasSize(1);
        assertThat(messages.get("content")).hasSize(1);
    }

    @Test
    void textGoesBeforeTheCallsWhereItIsAskedFor() {
        JsonNode answer = calls.whole(
                MESSAGES, EchoCalls.request(MESSAGES, "echo", "[[echo tokens=5 tool=time]]", MESSAGES_TOOLS));
        assertThat(answer.at("/content/0/type").asText()).isEqualTo("text");
        assertThat(answer.at("/content/1/type").asText()).isEqualTo("tool_use");
        assertThat(answer.get("stop_reason").asText()).isEqualTo("tool_use");
    }

    @Test
    void aCallCutShortHasTheBeginningOfItsArguments() {
        String text = "in Paris [[echo tool=weather]]";
        JsonNode chat = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", text, CHAT_TOOLS + ",\"max_tokens\":4"));
        JsonNode messages =
                calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", text, MESSAGES_TOOLS + ",\"max_tokens\":4"));
        assertThat(chat.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(chat.at("/choices/0/message/tool_calls/0/function/arguments").asText())
                .isEqualTo("{\"city");
        assertThat(messages.get("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(messages.at("/content/0/input").isEmpty()).isTrue();
    }

    @Test
    void theResultIsAnsweredInText() {
        JsonNode chat = calls.whole(
                CHAT,
                "{\"model\":\"echo-tools\",\"tool_choice\":\"required\"," + CHAT_TOOLS + ",\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"weather? [[echo tool=weather]]\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"21 degrees\"}]}");
        JsonNode messages = calls.whole(
                MESSAGES,
                "{\"model\":\"echo-tools\",\"max_tokens\":500," + MESSAGES_TOOLS + ",\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":[{\"type\":\"text\",\"text\":\"21 degrees\"}]}]}]}");
        JsonNode responses = calls.whole(
                RESPONSES,
                "{\"model\":\"echo-tools\"," + RESPONSES_TOOLS + ",\"input\":["
                        + "{\"role\":\"user\",\"content\":\"weather?\"},"
                        + "{\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"21 degrees\"}]}");
        assertThat(List.of(
                        chat.at("/choices/0/message/content").asText(),
                        messages.at("/content/0/text").asText(),
                        responses.at("/output/0/content/0/text").asText()))
                .allSatisfy(text -> assertThat(text).startsWith("The tool says: 21 degrees. "));
    }
}
