package io.throughline.sdk;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent registers itself when it connects, as far as Throughline lets it. */
class AgentTest {
    private static final String INIT = "/v1/agents/init";
    private static final String KEY = "key-of-the-caller";

    @RegisterExtension
    final WireMockExtension throughline =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @Test
    void tellsItsPromptAndTools() {
        throughline.stubFor(post(INIT).willReturn(okJson("""
                        {"success":true,"agentId":"a-1","agentVersionId":"v-1","status":"created","versionHash":"abc"}""")));
        Agent agent = Agent.builder(address(), KEY, "support-bot")
                .systemPrompt("You help.")
                .tool(AgentTool.of("find", "Finds an order", "{\"type\":\"object\"}"))
                .connect();
        assertThat(agent.version()).contains(new AgentVersion("a-1", "v-1", "abc", true));
        throughline.verify(postRequestedFor(urlEqualTo(INIT))
                .withHeader("Authorization", equalTo("Bearer " + KEY))
                .withRequestBody(equalToJson("""
                        {"agentName":"support-bot","metadata":{"systemPrompt":"You help.","tools":[
                          {"name":"find","description":"Finds an order","inputSchema":"{\\"type\\":\\"object\\"}"}]}}""")));
    }

    @Test
    void worksWithThroughlinesThatKnowNoAgents() {
        throughline.stubFor(post(INIT).willReturn(aResponse().withStatus(404)));
        assertThat(connected().version()).isEmpty();
    }

    @Test
    void worksWhileThroughlineHasTrouble() throws IOException {
        throughline.stubFor(post(INIT).willReturn(aResponse().withStatus(503).withBody("<html>")));
        assertThat(connected().version()).isEmpty();
        throughline.stubFor(post(INIT).willReturn(okJson("[1,2")));
        assertThat(connected().version()).isEmpty();
        URI nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        assertThat(Agent.connect(nobody, KEY, "support-bot").version()).isEmpty();
    }

    @Test
    void saysWhatThroughlineRefuses() {
        throughline.stubFor(post(INIT)
                .willReturn(aResponse()
                        .withStatus(401)
                        .withBody("{\"error\":{\"message\":\"The API key is not known here\"}}")));
        assertThatIllegalArgumentException()
                .isThrownBy(this::connected)
                .withMessageContaining("The API key is not known here")
                .withMessageNotContaining(KEY);
        throughline.stubFor(
                post(INIT).willReturn(aResponse().withStatus(400).withBody("{\"error\":\"tools: no array\"}")));
        assertThatIllegalArgumentException().isThrownBy(this::connected).withMessageContaining("tools: no array");
    }

    @Test
    void takesAnAddressWithTheVersionToo() {
        throughline.stubFor(post(INIT).willReturn(aResponse().withStatus(404)));
        Agent.connect(URI.create(address() + "/v1/"), KEY, "support-bot");
        throughline.verify(postRequestedFor(urlEqualTo(INIT)));
    }

    @Test
    void refusesWhatNoHeaderCanCarry() {
        throughline.stubFor(post(INIT).willReturn(aResponse().withStatus(404)));
        Agent agent = connected();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agent.trace("a b"))
                .withMessageContaining("trace id");
        assertThatIllegalArgumentException().isThrownBy(() -> agent.thread("")).withMessageContaining("thread id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agent.user("x".repeat(129)))
                .withMessageContaining("user id");
        assertThatIllegalArgumentException().isThrownBy(() -> Agent.connect(address(), KEY, "a\r\nX-Evil: 1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Agent.connect(URI.create("localhost:8080"), KEY, "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Agent.connect(address(), " ", "a"));
    }

    @Test
    void keepsItsKeyToItself() {
        throughline.stubFor(post(INIT).willReturn(aResponse().withStatus(404)));
        assertThat(connected().trace("t-1")).asString().contains("t-1").doesNotContain(KEY);
    }

    @Test
    void takesClientsOfTheVendorAlone() {
        throughline.stubFor(post(INIT).willReturn(aResponse().withStatus(404)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connected().openai(Optional.empty()))
                .withMessageContaining("OpenAIClientAsync");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connected().anthropic("client"))
                .withMessageContaining("AnthropicClientAsync");
    }

    private Agent connected() {
        return Agent.connect(address(), KEY, "support-bot");
    }

    private URI address() {
        return URI.create(throughline.baseUrl());
    }
}
