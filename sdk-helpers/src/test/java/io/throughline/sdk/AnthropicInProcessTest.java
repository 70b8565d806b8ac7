package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import io.throughline.Throughline;
import io.throughline.testkit.Gate;
import io.throughline.testkit.ReceivedRequest;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedExchange;
import io.throughline.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Anthropic's client on the handler in this JVM. */
@Tag("previous-major")
class AnthropicInProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-6",\
            "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}

            """;
    private static final String BLOCK = """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            """;

    private static final String WORD = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            """;

    private final ScriptedProvider provider = ScriptedProvider.start();
    private final Throughline throughline = Handlers.over(provider);
    private final AnthropicClient given = Messages.client("http://nowhere.invalid", "not-used");
    private final AnthropicClient client = ThroughlineSdk.of(throughline).anthropic(given);

    @AfterEach
    void stop() {
        given.close();
        throughline.close();
        provider.close();
    }

    @Test
    void whole() {
        assertThat(Messages.text(client.messages().create(Messages.ask("echo/echo-fast", "Tell me of rivers"))))
                .contains("rivers");
    }

    @Test
    void streamed() {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(Messages.ask("echo/echo-fast", "Tell me of mountains"))) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(Messages.text(whole.message())).contains("mountains");
    }

    @Test
    void asynchronously() throws Exception {
        var async = ThroughlineSdk.of(throughline).anthropic(given.async());
        var message = async.messages().create(Messages.ask("echo/echo-fast", "Tell me of lakes"));
        assertThat(Messages.text(message.get(10, TimeUnit.SECONDS))).contains("lakes");

        MessageAccumulator whole = MessageAccumulator.create();
        async.messages()
                .createStreaming(Messages.ask("echo/echo-fast", "Tell me of seas"))
                .subscribe(whole::accumulate)
                .onCompleteFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(Messages.text(whole.message())).contains("seas");
    }

    @Test
    void tools() {
        MessageCreateParams params = Messages.ask("echo/echo-fast", "What is the weather in Paris?").toBuilder()
                .addTool(Tool.builder()
                        .name("get_weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().build())
                .build();
        assertThat(client.messages().create(params).content())
                .anySatisfy(block -> assertThat(block.asToolUse().name()).isEqualTo("get_weather"));
    }

    @Test
    void errorsAreTheClientsOwn() {
        assertThatThrownBy(() -> client.messages().create(Messages.ask("no-such-model", "x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no-such-model");
        provider.answer(Script.status(429)
                .header("content-type", "application/json")
                .sized("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow down\"}}"));
        assertThatThrownBy(() -> client.messages().create(Messages.ask("claude-sonnet-4-6", "x")))
                .isInstanceOf(RateLimitException.class)
                .hasMessageContaining("Slow down");
    }

    @Test
    void theProviderSeesItsOwnKeyAndNobodyElses() {
        provider.answerEach(Messages::message);
        client.messages().create(Messages.ask("claude-sonnet-4-6", "Hi"));
        ReceivedRequest request = provider.awaitExchange(PATIENCE).request();
        assertThat(request.path()).isEqualTo("/v1/messages");
        assertThat(request.headers("x-api-key")).containsExactly(Handlers.PROVIDER_KEY);
        assertThat(request.headers("anthropic-version")).hasSize(1);
        assertThat(String.join("\n", request.headerLines())).doesNotContain("not-used");
    }

    @Test
    void eventsComeOneByOneAndClosingReachesTheProvider() {
        Gate gate = new Gate();
        // the head comes with the first content
        provider.answer(Script.eventStream()
                .write(START + BLOCK + WORD)
                .hold(gate)
                .write(WORD)
                .stall());
        StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(Messages.ask("claude-sonnet-4-6", "Hi"));
        Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
        assertThat(events.next().isMessageStart()).isTrue();
        assertThat(events.next().isContentBlockStart()).isTrue();
        assertThat(events.next().isContentBlockDelta()).isTrue();
        gate.release();
        assertThat(events.next().isContentBlockDelta()).isTrue();
        ScriptedExchange exchange = provider.awaitExchange(PATIENCE);
        stream.close();
        assertThat(exchange.awaitDisconnect(PATIENCE)).isTrue();
    }
}
