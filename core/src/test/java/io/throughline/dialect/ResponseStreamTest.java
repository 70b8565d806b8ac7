package io.throughline.dialect;

import static io.throughline.dialect.Reading.stream;
import static io.throughline.dialect.Reading.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.registry.Dialects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Responses API, beyond what the recordings show. */
class ResponseStreamTest {
    @Test
    void itemsCountOnceHoweverOftenTheyAreTold() {
        String message = "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"ab\"}]}";
        Answer answer = stream(
                        Dialects.RESPONSES,
                        "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"message\",\"content\":[]}}",
                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\"}",
                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"b\"}",
                        "{\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0,\"text\":\"ab\"}",
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + message + "}",
                        "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":["
                                + message + "]}}")
                .answer();
        assertThat(answer.choices().get(0).blocks()).containsExactly(new Block.Text("ab"));
    }

    @Test
    void anItemMayComeWithoutPieces() {
        Answer answer = stream(
                        Dialects.RESPONSES,
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"message\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"no\"}]}}",
                        "{\"type\":\"response.function_call_arguments.done\",\"output_index\":1,\"arguments\":\"lost without its item\"}",
                        "{\"type\":\"response.output_item.done\",\"output_index\":2,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}}")
                .answer();
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(new Block.Refusal("no"), new Block.ToolCall("c", "f", "{}"));
    }

    @Test
    void theLastEventMayBringEverything() {
        Answer answer = stream(
                        Dialects.RESPONSES,
                        "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"model\":\"m\",\"status\":\"completed\",\"service_tier\":\"flex\",\"output\":["
                                + "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\"}],\"encrypted_content\":\"e\"},"
                                + "{\"type\":\"web_search_call\",\"id\":\"ws\"},"
                                + "{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"sql\",\"input\":\"SELECT 1\"}]}}")
                .answer();
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(
                        new Block.Reasoning("t", Optional.empty(), Optional.of("e")),
                        new Block.Opaque("web_search_call", "{\"type\":\"web_search_call\",\"id\":\"ws\"}"),
                        new Block.ToolCall("c", "sql", "SELECT 1"));
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.TOOL_CALLS);
        assertThat(answer.serviceTier()).contains("flex");
    }

    @Test
    void probabilitiesCountOnce() {
        String part = "{\"type\":\"output_text\",\"text\":\"ab\",\"logprobs\":[{\"token\":\"a\"},{\"token\":\"b\"}]}";
        String message = "{\"type\":\"message\",\"content\":[" + part + "]}";
        Answer streamed = stream(
                        Dialects.RESPONSES,
                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\",\"logprobs\":[{\"token\":\"a\"}]}",
                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"b\",\"logprobs\":[{\"token\":\"b\"}]}",
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + message + "}")
                .answer();
        Answer atOnce = whole(Dialects.RESPONSES, 200, "{\"status\":\"completed\",\"output\":[" + message + "]}");
        assertThat(streamed.choices().get(0).logprobs()).contains("[{\"token\":\"a\"},{\"token\":\"b\"}]");
        assertThat(atOnce.choices().get(0).logprobs())
                .isEqualTo(streamed.choices().get(0).logprobs());
    }

    @Test
    void bothShapesOfAnErrorEventAreRead() {
        for (String event : new String[] {
            "error|{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"boom\",\"param\":null,\"sequence_number\":1}",
            "error|{\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"code\":\"server_error\",\"message\":\"boom\"}}",
            "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"boom\"}}}"
        }) {
            StreamReader reader = stream(Dialects.RESPONSES, event);
            ModelError error = reader.answer().error().orElseThrow();
            assertThat(error.message()).isEqualTo("boom");
            assertThat(error.code()).contains("server_error");
            assertThat(error.kind()).isEqualTo(ModelError.Kind.UPSTREAM);
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void aFailureWithoutAReasonIsAnError() {
        Answer answer =
                whole(Dialects.RESPONSES, 200, "{\"id\":\"r\",\"status\":\"failed\",\"error\":null,\"output\":[]}");
        assertThat(answer.error()).isPresent();
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.ERROR);
    }

    @Test
    void theReasonOfAnIncompleteAnswerIsTold() {
        Answer answer = whole(
                Dialects.RESPONSES,
                200,
                "{\"id\":\"r\",\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"},\"output\":[]}");
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.CONTENT_FILTER);
        assertThat(answer.choices().get(0).rawFinishReason()).contains("content_filter");
    }

    @Test
    void annotationsAreKeptOnce() {
        String done =
                "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[{\"type\":\"url_citation\"}]}]}";
        Answer answer = stream(
                        Dialects.RESPONSES,
                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\"}",
                        "{\"type\":\"response.output_text.annotation.added\",\"output_index\":0,\"content_index\":0,\"annotation\":{\"type\":\"url_citation\"}}",
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + done + "}")
                .answer();
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(new Block.Text("a"), new Block.Opaque("annotation", "{\"type\":\"url_citation\"}"));
    }
}
