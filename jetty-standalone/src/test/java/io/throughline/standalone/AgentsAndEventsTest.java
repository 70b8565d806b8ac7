package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Agents are registered and events told over HTTP, and found in the traces of the calls they belong to. */
class AgentsAndEventsTest {
    private static final String INIT = """
            {"agentName":"%s","metadata":{"systemPrompt":"%s","tools":[{"name":"search","description":"d","inputSchema":"{}","outputSchema":"{}"}]}}""";

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.with("""
                keys:
                  - {name: shop, key: shop-key, tenant: acme}
                  - {name: other, key: other-key, tenant: other}
                  - {name: bare, key: bare-key, tenant: acme, scopes: [llm]}
                """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAgentIsCreatedOnceAndAPromptMakesAVersion() {
        JsonNode created = told(post("/v1/agents/init", INIT.formatted("support", "be kind"), "shop-key"), 201);
        assertThat(created.path("success").asBoolean()).isTrue();
        assertThat(created.path("status").asText()).isEqualTo("created");
        assertThat(created.path("versionHash").asText()).matches("[0-9a-f]{32}");
        JsonNode existing = told(post("/v1/agents/init", INIT.formatted("support", "be kind"), "shop-key"), 200);
        assertThat(existing.path("status").asText()).isEqualTo("existing");
        assertThat(existing.path("agentVersionId")).isEqualTo(created.path("agentVersionId"));
        JsonNode changed = told(post("/v1/agents/init", INIT.formatted("support", "be brief"), "shop-key"), 201);
        assertThat(changed.path("agentId")).isEqualTo(created.path("agentId"));
        assertThat(changed.path("agentVersionId")).isNotEqualTo(created.path("agentVersionId"));
        JsonNode foreign = told(post("/v1/agents/init", INIT.formatted("support", "be kind"), "other-key"), 201);
        assertThat(foreign.path("agentId")).isNotEqualTo(created.path("agentId"));

        HttpResponse<byte[]> call = chat("support", "of-a-version");
        JsonNode record = RunningServer.json(server.await(
                "/v1/calls/"
                        + call.headers().firstValue("X-Throughline-Call-Id").orElseThrow(),
                answer -> answer.statusCode() == 200,
                "x-api-key",
                "shop-key"));
        assertThat(record.path("agent_version")).isEqualTo(changed.path("agentVersionId"));
    }

    @Test
    void eventsStandInTheTraceOfTheCallsBetweenThem() {
        chat("support", "trace-1");
        JsonNode told = told(post("/v1/events", """
                        [{"eventType":"user_message","traceId":"trace-1","content":{"messages":[{"role":"user","content":"hi"}]}},
                         {"eventType":"tool_result","traceId":"trace-1","agentName":"support","metadata":{"tool":"search"},"content":{"output":[1,2]}},
                         {"eventType":"tool_result"}]""", "shop-key"), 202);
        assertThat(told.path("accepted").asInt()).isEqualTo(2);
        assertThat(texts(told.path("results"), "status")).containsExactly("accepted", "accepted", "rejected");
        assertThat(told.at("/results/2/error/param").asText()).isEqualTo("traceId");

        JsonNode data = RunningServer.json(server.await(
                        "/v1/traces/trace-1",
                        answer -> answer.statusCode() == 200
                                && RunningServer.json(answer).path("data").size() == 3,
                        "x-api-key",
                        "shop-key"))
                .path("data");
        assertThat(texts(data, "type")).containsExactly("call", "event", "event");
        assertThat(data.get(2).path("parent_span_id")).isEqualTo(data.get(0).path("span_id"));
        assertThat(data.get(2).path("thread_id")).isEqualTo(data.get(0).path("thread_id"));
        assertThat(data.get(2).at("/content/output/1").asInt()).isEqualTo(2);
        JsonNode list = RunningServer.json(server.get("/v1/traces?agent=support", "x-api-key", "shop-key"));
        assertThat(texts(list.path("data"), "trace_id")).contains("trace-1");
    }

    @Test
    void anotherTenantsTraceIsAnotherTrace() {
        told(
                post(
                        "/v1/events",
                        "{\"eventType\":\"error\",\"traceId\":\"shared-name\",\"content\":\"acme's\"}",
                        "shop-key"),
                202);
        told(
                post(
                        "/v1/events",
                        "{\"eventType\":\"error\",\"traceId\":\"shared-name\",\"content\":\"other's\"}",
                        "other-key"),
                202);
        for (String key : List.of("shop-key", "other-key")) {
            HttpResponse<byte[]> trace =
                    server.await("/v1/traces/shared-name", answer -> answer.statusCode() == 200, "x-api-key", key);
            assertThat(RunningServer.json(trace).path("data"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.path("content").asText())
                            .isEqualTo(key.equals("shop-key") ? "acme's" : "other's"));
        }
    }

    @Test
    void bothNeedTheirScopeAndABodyThatCanBeRead() {
        assertThat(post("/v1/events", "{}", "bare-key").statusCode()).isEqualTo(403);
        assertThat(post("/v1/agents/init", "{}", "bare-key").statusCode()).isEqualTo(403);
        assertThat(post("/v1/agents/init", "{}", "shop-key").statusCode()).isEqualTo(400);
        assertThat(post("/v1/events", "nonsense", "shop-key").statusCode()).isEqualTo(400);
        assertThat(server.get("/v1/events", "x-api-key", "shop-key").statusCode())
                .isEqualTo(405);
    }

    private static HttpResponse<byte[]> chat(String agent, String trace) {
        HttpResponse<byte[]> answer = server.post(
                "/v1/chat/completions",
                "{\"model\":\"echo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "x-api-key",
                "shop-key",
                "X-Agent-Name",
                agent,
                "X-Trace-ID",
                trace);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static HttpResponse<byte[]> post(String path, String body, String key) {
        return server.post(path, body, "x-api-key", key);
    }

    private static JsonNode told(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(status);
        return RunningServer.json(response);
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
