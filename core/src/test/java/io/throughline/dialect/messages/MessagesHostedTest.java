package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.WrittenRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claude behind another company's API gets the client's values as they are. */
class MessagesHostedTest {
    private static final String BODY = "{\"model\": \"m\", \"stream\":true,\"max_tokens\" : 1, "
            + "\"messages\":[ {\"role\":\"user\",\"content\":\"\\u00e9\u00e9\"}],\"temperature\":0.10,\"anthropic_beta\":[\"b\"]}";

    @Test
    void bedrockHasVersionAndBetasInTheBody() {
        assertThat(spliced(HostedMessages.BEDROCK, List.of("a", "b")))
                .isEqualTo(
                        "{\"anthropic_version\":\"bedrock-2023-05-31\",\"anthropic_beta\":[\"a\",\"b\"],\"max_tokens\":1,"
                                + "\"messages\":[ {\"role\":\"user\",\"content\":\"\\u00e9\u00e9\"}],\"temperature\":0.10}");
    }

    @Test
    void vertexKeepsTheStream() {
        assertThat(spliced(HostedMessages.VERTEX, List.of("a")))
                .isEqualTo("{\"anthropic_version\":\"vertex-2023-10-16\",\"stream\":true,\"max_tokens\":1,"
                        + "\"messages\":[ {\"role\":\"user\",\"content\":\"\\u00e9\u00e9\"}],\"temperature\":0.10,"
                        + "\"anthropic_beta\":[\"b\"]}");
    }

    @Test
    void writtenRequestsGoTheSameWay() {
        Requests asked = Requests.asking("Hi");
        asked.stream = true;
        WrittenRequest hosted =
                HostedMessages.BEDROCK.request(asked.write(), "anthropic.claude-sonnet-4-5-20250929-v1:0", true);

        assertThat(hosted.path())
                .isEqualTo("/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream");
        assertThat(hosted.headers()).isEmpty();
        assertThat(new String(hosted.body().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1000,\"messages\":"
                        + "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}");
        assertThat(HostedMessages.VERTEX.path("claude-sonnet-4@20250514", false))
                .isEqualTo("/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String body : List.of("", "[]", "{\"a\":1", "{} 1")) {
            assertThatThrownBy(() -> HostedMessages.VERTEX.body(body.getBytes(StandardCharsets.UTF_8), List.of()))
                    .isInstanceOf(RefusedException.class);
        }
    }

    private static String spliced(HostedMessages host, List<String> betas) {
        return new String(host.body(BODY.getBytes(StandardCharsets.UTF_8), betas), StandardCharsets.UTF_8);
    }
}
