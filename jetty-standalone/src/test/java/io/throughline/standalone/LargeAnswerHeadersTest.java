package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What a provider's gateway writes into header fields reaches the client, much as it may be. */
class LargeAnswerHeadersTest {
    @Test
    void thirtyTwoKilobytesPass() {
        String field = "p".repeat(32 * 1024);
        try (ScriptedProvider provider = ScriptedProvider.start();
                RunningServer server =
                        RunningServer.with("providers: {one: {dialect: openai, base-url: \"http://127.0.0.1:"
                                + provider.port() + "/v1\"}}\n")) {
            provider.answer(Script.json("{\"id\":\"c\",\"choices\":[]}").header("x-policy", field));

            HttpResponse<byte[]> answer = server.post("/v1/chat/completions", "{\"model\":\"one/m\",\"messages\":[]}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-policy")).contains(field);
        }
    }
}
