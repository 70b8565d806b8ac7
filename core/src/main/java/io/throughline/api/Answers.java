package io.throughline.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.registry.Dialects;
import io.throughline.route.Endpoint;
import io.throughline.thread.TraceIds;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Makes answers of Throughline's own. */
public final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /**
     * Returns an error in a dialect; who is told that there is too much to do is told to wait a second.
     *
     * @param dialect the dialect's name
     * @param error the error; its status is the answer's
     */
    public static ProxyResponse error(String dialect, ModelError error) {
        byte[] body = Dialects.named(dialect).orElseThrow().error(error);
        ProxyResponse answer = answer(error.status(), "application/json", body);
        return error.kind() == ModelError.Kind.OVERLOADED
                ? answer.with(answer.headers().with("Retry-After", "1"))
                : answer;
    }

    /**
     * Returns an error about a request that no endpoint saw, in the dialect of its path.
     *
     * @param rawPath the path behind the mount, percent-encoded; empty where it is not known
     * @param inbound the request's header fields, as far as they are known
     * @param error the error; its status is the answer's
     */
    public static ProxyResponse refusal(String rawPath, Headers inbound, ModelError error) {
        return traced(error(Endpoint.errorDialect(rawPath, inbound), error), inbound);
    }

    /** Every answer tells a trace, errors and lists too. */
    static ProxyResponse traced(ProxyResponse response, Headers inbound) {
        TraceIds ids = TraceIds.malformed(inbound).isEmpty() ? TraceIds.of(inbound) : TraceIds.fresh();
        return response.with(
                response.headers().with("X-Trace-ID", ids.traceId()).with("X-Thread-ID", ids.threadId()));
    }

    /** Returns JSON that is written already. */
    public static ProxyResponse json(byte[] body) {
        return answer(200, "application/json", body);
    }

    static ProxyResponse json(int status, JsonNode node) {
        try {
            return answer(status, "application/json", JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProxyResponse json(String text) {
        return answer(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    static ProxyResponse text(int status, String contentType, String text) {
        return answer(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static ProxyResponse answer(int status, String contentType, byte[] body) {
        Headers headers = Headers.of(
                "Content-Type",
                contentType,
                "Content-Length",
                Integer.toString(body.length),
                "Cache-Control",
                "no-store");
        return new ProxyResponse(status, headers, Body.of(body));
    }
}
