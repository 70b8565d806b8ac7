package io.throughline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A short conversation of three agents, held over HTTP as any client would, and the trace that came of it. The agents speak two vendors'
 * dialects, stream, and call a tool; the model is the simulated one.
 */
final class DemoConversation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI server;
    private final PrintWriter out;

    DemoConversation(URI server, PrintWriter out) {
        this.server = server;
        this.out = out;
    }

    /** Holds the conversation and prints its trace. Returns the trace's id. */
    String hold() throws IOException, InterruptedException {
        String trace = firstCall();
        for (Turn turn : Turn.REST) {
            send(turn, Optional.of(trace));
        }
        print(trace, recorded(trace, 1 + Turn.REST.size()));
        return trace;
    }

    private String firstCall() throws IOException, InterruptedException {
        HttpResponse<String> response = send(Turn.FIRST, Optional.empty());
        return response.headers().firstValue("X-Trace-ID").orElseThrow(() -> new IOException("no trace id came back"));
    }

    private HttpResponse<String> send(Turn turn, Optional<String> trace) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(turn.path()))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-Agent-Name", turn.agent())
                .header("X-External-User-Id", "user-42")
                .POST(HttpRequest.BodyPublishers.ofString(turn.body()));
        trace.ifPresent(id -> request.header("X-Trace-ID", id));
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(turn.agent() + " got " + response.statusCode() + ": " + response.body());
        }
        return response;
    }

    /** A call is recorded off the request path, so the last one may come a moment later. */
    private JsonNode recorded(String trace, int calls) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (true) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(server.resolve("/v1/traces/" + trace))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode data = JSON.readTree(response.body()).path("data");
            if (data.size() >= calls) {
                return data;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the trace was not recorded: " + response.body());
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private void print(String trace, JsonNode calls) {
        out.println("Trace " + trace);
        for (JsonNode call : calls) {
            JsonNode usage = call.path("usage");
            out.printf(
                    Locale.ROOT,
                    "  %-10s %-18s %-14s %5.0f ms  %3d in %3d out  %s%n",
                    call.path("agent").asText(),
                    call.path("inbound_dialect").asText(),
                    call.path("provider").asText() + "/"
                            + call.path("selected_model").asText(),
                    call.path("duration_ms").asDouble(),
                    usage.path("input").asLong(),
                    usage.path("output").asLong() + usage.path("reasoning").asLong(),
                    gist(call.path("response").path("choices").path(0)));
        }
        out.flush();
    }

    private static String gist(JsonNode choice) {
        for (JsonNode block : choice.path("blocks")) {
            if (block.path("type").asText().equals("tool_call")) {
                return "calls " + block.path("name").asText() + block.path("arguments");
            }
            String text = block.path("text").asText();
            if (block.path("type").asText().equals("text") && !text.isBlank()) {
                return '"' + (text.length() > 60 ? text.substring(0, 57) + "..." : text) + '"';
            }
        }
        return choice.path("finish_reason").asText();
    }

    /**
     * One call of one agent.
     *
     * @param agent who
     * @param path the endpoint
     * @param body the request
     */
    private record Turn(String agent, String path, String body) {
        private static final Turn FIRST = new Turn("planner", "/v1/chat/completions", """
                {"model":"echo/echo","stream":true,"stream_options":{"include_usage":true},"messages":[
                  {"role":"system","content":"You plan trips."},
                  {"role":"user","content":"Plan a weekend in Lisbon. [[echo tokens=24]]"}]}""");

        private static final List<Turn> REST = List.of(
                new Turn("scout", "/v1/chat/completions", """
                        {"model":"echo/echo","messages":[{"role":"user","content":"What is the weather in Lisbon?"}],
                         "tool_choice":"required","tools":[{"type":"function","function":{"name":"get_weather","parameters":
                         {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}"""),
                new Turn("scout", "/v1/chat/completions", """
                        {"model":"echo/echo","messages":[{"role":"user","content":"What is the weather in Lisbon?"},
                         {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":
                         {"name":"get_weather","arguments":"{\\"city\\":\\"Lisbon\\"}"}}]},
                         {"role":"tool","tool_call_id":"call_1","content":"22 degrees and sunny"}]}"""),
                new Turn("writer", "/v1/messages", """
                        {"model":"echo/echo","max_tokens":200,"stream":true,"messages":[
                          {"role":"user","content":"Write it up in a paragraph. [[echo tokens=40 reasoning=12]]"}]}"""));
    }
}
