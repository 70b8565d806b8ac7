package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Calls an echo provider whose time stands still until the test lets it pass. */
final class EchoCalls {
    static final String CHAT = "/v1/chat/completions";
    static final String RESPONSES = "/v1/responses";
    static final String MESSAGES = "/v1/messages";
    static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    final FakeTimer timer = new FakeTimer();
    final EchoUpstream echo = new EchoUpstream(timer, Clock.fixed(NOW, ZoneOffset.UTC), timer::close);

    /** One server-sent event; the name is empty where it has none, the data is a text for what is no JSON. */
    record Event(String name, JsonNode data) {
        String type() {
            return data.path("type").asText();
        }
    }

    /** Returns what is asked so that each shape of an answer comes: no text, text, reasoning, calls of tools, and all of them. */
    static Stream<String> texts() {
        return Stream.of(
                "hi",
                "[[echo tokens=0]]",
                "[[echo reasoning=5 tokens=7]]",
                "[[echo tool=a,b]]",
                "[[echo reasoning=3 tokens=4 tool=a,b,a]]",
                "[[echo tokens=30 chunk=7]]");
    }

    /** Returns the smallest request of a dialect that says {@code text}; {@code more} is JSON that goes in too. */
    static String request(String path, String model, String text, String more) {
        String said = path.equals(RESPONSES)
                ? "\"input\":" + quoted(text)
                : "\"messages\":[{\"role\":\"user\",\"content\":" + quoted(text) + "}]";
        String limit = path.equals(MESSAGES) && !more.contains("max_tokens") ? ",\"max_tokens\":100000" : "";
        return "{\"model\":\"" + model + "\"," + said + limit + (more.isEmpty() ? "" : "," + more) + "}";
    }

    CompletableFuture<ProxyResponse> post(String path, String body) {
        return post(path, body, Attributes.none());
    }

    CompletableFuture<ProxyResponse> post(String path, String body, Attributes attributes) {
        return send("POST", path, Headers.none(), body, attributes);
    }

    CompletableFuture<ProxyResponse> get(String path, Headers headers) {
        return send("GET", path, headers, "", Attributes.none());
    }

    /** Returns the response, once an hour has passed where it takes time. */
    ProxyResponse response(String path, String body) {
        CompletableFuture<ProxyResponse> response = post(path, body);
        if (!response.isDone()) {
            timer.advance(Duration.ofHours(2));
        }
        return response.join();
    }

    /** Returns the whole answer. */
    JsonNode whole(String path, String body) {
        return json(response(path, body));
    }

    /** Returns the events of a streamed answer that runs to its end. */
    List<Event> stream(String path, String body) {
        Reader reader = new Reader();
        ((Body.Push) response(path, body).body()).publisher().subscribe(reader);
        reader.request(Long.MAX_VALUE);
        timer.advance(Duration.ofHours(2));
        return reader.events();
    }

    static JsonNode json(ProxyResponse response) {
        try {
            return MAPPER.readTree(response.body().inputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Event> events(String sse) {
        List<Event> events = new ArrayList<>();
        for (String frame : sse.split("\n\n")) {
            String name = "";
            String data = "";
            for (String line : frame.split("\n")) {
                name = line.startsWith("event: ") ? line.substring(7) : name;
                data = line.startsWith("data: ") ? line.substring(6) : data;
            }
            events.add(new Event(name, data.startsWith("{") ? json(data) : MAPPER.valueToTree(data)));
        }
        return events;
    }

    private CompletableFuture<ProxyResponse> send(
            String method, String path, Headers headers, String body, Attributes attributes) {
        Body bytes = Body.of(body.getBytes(StandardCharsets.UTF_8));
        URI target = URI.create("http://echo.invalid" + path);
        return echo.send(new ProxyRequest(method, target, headers, bytes, attributes))
                .toCompletableFuture();
    }

    private static String quoted(String text) {
        return MAPPER.valueToTree(text).toString();
    }
}
