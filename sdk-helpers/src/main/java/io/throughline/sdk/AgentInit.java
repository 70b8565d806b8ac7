package io.throughline.sdk;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers an agent: {@code POST /v1/agents/init} (spec, section 6). */
final class AgentInit {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private AgentInit() {}

    static Optional<AgentVersion> register(
            Remote remote, String name, Optional<String> systemPrompt, List<AgentTool> tools) {
        byte[] body = JsonText.bytes(out -> write(out, name, systemPrompt, tools));
        HttpRequest request = HttpRequest.newBuilder(remote.uri("/v1/agents/init"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + remote.key().reveal())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
            return read(name, client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            return unregistered(name, "Throughline at " + remote.base() + " was not reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unregistered(name, "interrupted");
        }
    }

    private static Optional<AgentVersion> read(String name, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new IllegalArgumentException(
                    "Throughline refused the key for agent " + name + ": " + problem(response.body()));
        }
        if (status == 400 || status == 422) {
            throw new IllegalArgumentException("Throughline refused agent " + name + ": " + problem(response.body()));
        }
        if (status == 404 || status == 405) {
            return unregistered(name, "this Throughline does not know POST /v1/agents/init");
        }
        return status / 100 == 2
                ? version(name, response.body())
                : unregistered(name, "Throughline answered with status " + status);
    }

    private static Optional<AgentVersion> version(String name, byte[] body) {
        try {
            JsonNode answer = JsonText.parse(body);
            if (answer.path("agentId").isTextual()
                    && answer.path("agentVersionId").isTextual()) {
                return Optional.of(new AgentVersion(
                        answer.path("agentId").asText(),
                        answer.path("agentVersionId").asText(),
                        answer.path("versionHash").asText(),
                        answer.path("status").asText().equals("created")));
            }
        } catch (IOException e) {
            LOG.debug("no JSON", e);
        }
        return unregistered(name, "Throughline's answer is not the one expected");
    }

    private static Optional<AgentVersion> unregistered(String name, String reason) {
        LOG.warn("Agent {} is not registered yet: {}. Its first call will do so", name, reason);
        return Optional.empty();
    }

    /** The message of an error, of whichever dialect. */
    private static String problem(byte[] body) {
        try {
            JsonNode answer = JsonText.parse(body);
            String message = answer.path("error").path("message").asText();
            return message.isEmpty() ? answer.path("error").asText("no reason given") : message;
        } catch (IOException e) {
            return "no reason given";
        }
    }

    private static void write(JsonGenerator out, String name, Optional<String> systemPrompt, List<AgentTool> tools)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("agentName", name);
        out.writeObjectFieldStart("metadata");
        if (systemPrompt.isPresent()) {
            out.writeStringField("systemPrompt", systemPrompt.get());
        }
        out.writeArrayFieldStart("tools");
        for (AgentTool tool : tools) {
            out.writeStartObject();
            out.writeStringField("name", tool.name());
            out.writeStringField("description", tool.description());
            out.writeStringField("inputSchema", tool.inputSchema());
            if (tool.outputSchema().isPresent()) {
                out.writeStringField("outputSchema", tool.outputSchema().get());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndObject();
    }
}
