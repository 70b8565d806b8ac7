package io.throughline.echo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code response} object: what every state of one answer has in common. */
final class ResponseDocument {
    /** The parameters that an answer repeats, with what stands there when the request says nothing; JSON. */
    private static final List<Map.Entry<String, String>> REPEATED = List.of(
            Map.entry("background", "false"),
            Map.entry("instructions", "null"),
            Map.entry("max_output_tokens", "null"),
            Map.entry("max_tool_calls", "null"),
            Map.entry("metadata", "{}"),
            Map.entry("parallel_tool_calls", "true"),
            Map.entry("previous_response_id", "null"),
            Map.entry("prompt_cache_key", "null"),
            Map.entry("reasoning", "{\"effort\":null,\"summary\":null}"),
            Map.entry("safety_identifier", "null"),
            Map.entry("service_tier", "\"default\""),
            Map.entry("store", "true"),
            Map.entry("temperature", "1.0"),
            Map.entry("text", "{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}"),
            Map.entry("tool_choice", "\"auto\""),
            Map.entry("tools", "[]"),
            Map.entry("top_logprobs", "0"),
            Map.entry("top_p", "1.0"),
            Map.entry("truncation", "\"disabled\""),
            Map.entry("user", "null"));

    private final String suffix = Ids.hex("", 48);
    private final EchoRequest request;
    private final Instant created;

    ResponseDocument(EchoRequest request, Instant created) {
        this.request = request;
        this.created = created;
    }

    /** Returns the id of the output item at {@code index}: the same in every event. */
    String itemId(String prefix, int index) {
        return prefix + suffix + Integer.toHexString(index);
    }

    /** Writes the answer before there is anything of it. */
    void begun(JsonGenerator json) throws IOException {
        write(json, "in_progress", output -> {}, JsonGenerator::writeNull, null);
    }

    /** Writes the answer that broke off. */
    void failed(JsonGenerator json, EchoError error) throws IOException {
        write(json, "failed", output -> {}, JsonGenerator::writeNull, error);
    }

    /**
     * Writes the whole answer.
     *
     * @param output writes the output items
     */
    void ended(JsonGenerator json, Step.Reason reason, Json.Writing output, int tokens, int reasoningTokens)
            throws IOException {
        write(json, status(reason), output, usage -> usage(usage, tokens, reasoningTokens), null);
    }

    static String status(Step.Reason reason) {
        return reason == Step.Reason.LENGTH ? "incomplete" : "completed";
    }

    private void write(
            JsonGenerator json, String status, Json.Writing output, Json.Writing usage, @Nullable EchoError error)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", "resp_" + suffix);
        json.writeStringField("object", "response");
        json.writeNumberField("created_at", created.getEpochSecond());
        json.writeStringField("status", status);
        json.writeFieldName("error");
        if (error == null) {
            json.writeNull();
        } else {
            json.writeStartObject();
            json.writeStringField("code", error.openAiCode() == null ? "server_error" : error.openAiCode());
            json.writeStringField("message", error.message());
            json.writeEndObject();
        }
        json.writeFieldName("incomplete_details");
        if (status.equals("incomplete")) {
            json.writeStartObject();
            json.writeStringField("reason", "max_output_tokens");
            json.writeEndObject();
        } else {
            json.writeNull();
        }
        json.writeStringField("model", request.model());
        json.writeArrayFieldStart("output");
        output.to(json);
        json.writeEndArray();
        for (Map.Entry<String, String> parameter : REPEATED) {
            json.writeFieldName(parameter.getKey());
            repeat(json, request.source().path(parameter.getKey()), parameter.getValue());
        }
        json.writeFieldName("usage");
        usage.to(json);
        json.writeEndObject();
    }

    private static void repeat(JsonGenerator json, JsonNode given, String otherwise) throws IOException {
        if (given.isMissingNode() || given.isNull()) {
            json.writeRawValue(otherwise);
        } else {
            json.writeTree(given);
        }
    }

    private void usage(JsonGenerator json, int output, int reasoning) throws IOException {
        int input = request.prompt().tokens();
        json.writeStartObject();
        json.writeNumberField("input_tokens", input);
        json.writeObjectFieldStart("input_tokens_details");
        json.writeNumberField("cached_tokens", 0);
        json.writeNumberField("cache_write_tokens", 0);
        json.writeEndObject();
        json.writeNumberField("output_tokens", output);
        json.writeObjectFieldStart("output_tokens_details");
        json.writeNumberField("reasoning_tokens", reasoning);
        json.writeEndObject();
        json.writeNumberField("total_tokens", input + output);
        json.writeEndObject();
    }
}
