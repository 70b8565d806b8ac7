package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.openai.client.OpenAIClient;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vendors' clients that an agent returns call Throughline, with the caller's key and whose call it is; the ones given stay as they are. */
@Tag("previous-major")
class AgentClientsTest {
    private static final String OWN_KEY = "key-for-the-vendor";
    private static final String KEY = "key-of-the-caller";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScriptedProvider throughline = ScriptedProvider.start();
    private final ScriptedProvider vendor = ScriptedProvider.start();
    private final OpenAIClient openai = Chats.client(vendor.uri("/v1").toString(), OWN_KEY);
    private final AnthropicClient anthropic = Messages.client(vendor.uri().toString(), OWN_KEY);
    private Agent agent;

    @BeforeEach
    void connect() {
        throughline.answer(Script.status(404).sized(""));
        agent = Agent.connect(throughline.uri(), KEY, "support-bot");
        throughline.awaitExchange(PATIENCE);
    }

    @AfterEach
    void stop() {
        openai.close();
        anthropic.close();
        throughline.close();
        vendor.close();
    }

    @Test
    void openai() throws Exception {
        throughline.answerEach(Chats::completion);
        OpenAIClient through =
                agent.trace("session-123").thread("th-1").user("u-1").openai(openai);
        assertThat(Chats.text(through.chat().completions().create(Chats.ask("gpt-4o", "Hi"))))
                .isEqualTo("Hello");
        assertOfThisAgent(received(), "/v1/chat/completions", "authorization", "Bearer " + KEY);

        var async = agent.trace("session-123").thread("th-1").user("u-1").openai(openai.async());
        async.chat().completions().create(Chats.ask("gpt-4o", "Hi")).get(10, TimeUnit.SECONDS);
        assertOfThisAgent(received(), "/v1/chat/completions", "authorization", "Bearer " + KEY);
    }

    @Test
    void anthropic() throws Exception {
        throughline.answerEach(Messages::message);
        AnthropicClient through =
                agent.trace("session-123").thread("th-1").user("u-1").anthropic(anthropic);
        assertThat(Messages.text(through.messages().create(Messages.ask("claude-sonnet-4-6", "Hi"))))
                .isEqualTo("Hello");
        assertOfThisAgent(received(), "/v1/messages", "x-api-key", KEY);

        var async = agent.trace("session-123").thread("th-1").user("u-1").anthropic(anthropic.async());
        async.messages().create(Messages.ask("claude-sonnet-4-6", "Hi")).get(10, TimeUnit.SECONDS);
        assertOfThisAgent(received(), "/v1/messages", "x-api-key", KEY);
    }

    @Test
    void theClientGivenStaysAsItIs() {
        OpenAIClient ofOpenAi = agent.trace("session-123").openai(openai);
        AnthropicClient ofAnthropic = agent.trace("session-123").anthropic(anthropic);
        assertThat(ofOpenAi).isNotSameAs(openai);
        assertThat(ofAnthropic).isNotSameAs(anthropic);

        vendor.answer(Script.json(Chats.COMPLETION)).answer(Script.json(Messages.MESSAGE));
        openai.chat().completions().create(Chats.ask("gpt-4o", "Hi"));
        anthropic.messages().create(Messages.ask("claude-sonnet-4-6", "Hi"));
        assertThat(vendor.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(String.join("\n", request.headerLines()))
                    .contains(OWN_KEY)
                    .doesNotContain(KEY);
            assertThat(request.header("x-trace-id")).isEmpty();
            assertThat(request.header("x-agent-name")).isEmpty();
        });
    }

    @Test
    void aNarrowerScopeLeavesTheWiderOneAsItIs() {
        throughline.answerEach(Chats::completion);
        agent.trace("one").user("u-1");
        agent.openai(openai).chat().completions().create(Chats.ask("gpt-4o", "Hi"));
        ReceivedRequest request = received();
        assertThat(request.header("x-agent-name")).contains("support-bot");
        assertThat(request.header("x-trace-id")).isEmpty();
        assertThat(request.header("x-external-user-id")).isEmpty();
    }

    @Test
    void scopesOfManyThreadsDoNotMix() {
        throughline.answerEach(Chats::completion);
        IntStream.range(0, 64)
                .parallel()
                .forEach(i -> agent.trace("trace-" + i)
                        .user("user-" + i)
                        .openai(openai)
                        .chat()
                        .completions()
                        .create(Chats.ask("gpt-4o", "text-" + i + "-end")));
        List<ReceivedRequest> calls = throughline.requests().stream()
                .filter(request -> request.path().equals("/v1/chat/completions"))
                .toList();
        assertThat(calls).hasSize(64).allSatisfy(request -> {
            String number = request.header("x-trace-id").orElseThrow().substring("trace-".length());
            assertThat(request.header("x-external-user-id")).contains("user-" + number);
            assertThat(request.text()).contains("text-" + number + "-end");
        });
        assertThat(calls.stream().map(request -> request.header("x-trace-id")).distinct())
                .hasSize(64);
    }

    private ReceivedRequest received() {
        return throughline.awaitExchange(PATIENCE).request();
    }

    private static void assertOfThisAgent(ReceivedRequest request, String path, String keyHeader, String key) {
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.headers(keyHeader)).containsExactly(key);
        assertThat(request.headers("x-agent-name")).containsExactly("support-bot");
        assertThat(request.headers("x-trace-id")).containsExactly("session-123");
        assertThat(request.headers("x-thread-id")).containsExactly("th-1");
        assertThat(request.headers("x-external-user-id")).containsExactly("u-1");
        assertThat(String.join("\n", request.headerLines())).doesNotContain(OWN_KEY);
    }
}
