package io.throughline.dialect.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that each provider's requests may have, kept by hand from its API reference as of 2026: anything else is a field that leaked. Each
 * line is a path and the fields of the objects there; {@code *} is any element of an array; what stands in brackets is free JSON of the caller's.
 */
final class ClosedSchemas {
    private static final Map<String, Map<String, Set<String>>> SCHEMAS = Map.of(
            "openai-chat",
            schema("""
                    : model messages tools tool_choice parallel_tool_calls temperature top_p n stop seed max_tokens max_completion_tokens presence_penalty frequency_penalty [logit_bias] logprobs top_logprobs response_format reasoning_effort stream stream_options user [metadata] store service_tier prompt_cache_key prompt_cache_retention safety_identifier verbosity modalities audio prediction web_search_options random_seed top_k reasoning thinking
                    messages.*: role content name tool_calls tool_call_id refusal reasoning_content reasoning_details
                    messages.*.content.*: type text image_url input_audio file refusal cache_control
                    messages.*.content.*.image_url: url detail
                    messages.*.content.*.input_audio: data format
                    messages.*.content.*.file: file_data file_id filename
                    messages.*.content.*.cache_control: type ttl
                    messages.*.reasoning_details.*: type text summary signature data format id index
                    messages.*.tool_calls.*: id type function extra_content
                    messages.*.tool_calls.*.function: name arguments
                    messages.*.tool_calls.*.extra_content: google
                    messages.*.tool_calls.*.extra_content.google: thought_signature
                    tools.*: type function cache_control
                    tools.*.cache_control: type ttl
                    tools.*.function: name description [parameters] strict
                    tool_choice: type function allowed_tools
                    tool_choice.function: name
                    tool_choice.allowed_tools: mode tools
                    tool_choice.allowed_tools.tools.*: type function
                    tool_choice.allowed_tools.tools.*.function: name
                    response_format: type json_schema
                    response_format.json_schema: name description [schema] strict
                    stream_options: include_usage include_obfuscation
                    reasoning: effort max_tokens exclude enabled
                    thinking: type
                    """),
            "openai-responses",
            schema("""
                    : model input instructions tools tool_choice parallel_tool_calls temperature top_p max_output_tokens text reasoning stream stream_options store [metadata] include service_tier user safety_identifier prompt_cache_key prompt_cache_retention truncation max_tool_calls top_logprobs
                    input.*: type role content id call_id name arguments output status summary encrypted_content phase
                    input.*.content.*: type text image_url file_id detail filename file_data file_url refusal annotations logprobs
                    input.*.output.*: type text image_url file_id detail filename file_data file_url
                    input.*.summary.*: type text
                    tools.*: type name description [parameters] strict
                    tool_choice: type name mode tools
                    tool_choice.tools.*: type name
                    text: format verbosity
                    text.format: type name description [schema] strict
                    reasoning: effort summary
                    stream_options: include_obfuscation
                    """),
            "anthropic-messages",
            schema("""
                    : model messages system max_tokens metadata stop_sequences stream temperature top_p top_k tools tool_choice thinking output_config service_tier cache_control
                    cache_control: type ttl
                    system.*: type text cache_control citations
                    system.*.cache_control: type ttl
                    messages.*: role content
                    messages.*.content.*: type text source title context citations cache_control id name [input] tool_use_id content is_error thinking signature data
                    messages.*.content.*.cache_control: type ttl
                    messages.*.content.*.citations: enabled
                    messages.*.content.*.source: type media_type data url file_id content
                    messages.*.content.*.content.*: type text source title context citations cache_control
                    messages.*.content.*.content.*.cache_control: type ttl
                    messages.*.content.*.content.*.source: type media_type data url file_id
                    metadata: user_id
                    tools.*: name description [input_schema] strict cache_control type
                    tools.*.cache_control: type ttl
                    tool_choice: type name disable_parallel_tool_use
                    thinking: type budget_tokens display
                    output_config: effort format
                    output_config.format: type [schema]
                    """),
            "gemini-generate-content",
            schema("""
                    : contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent [labels] serviceTier
                    systemInstruction: role parts
                    systemInstruction.parts.*: text
                    contents.*: role parts
                    contents.*.parts.*: text thought thoughtSignature inlineData fileData functionCall functionResponse
                    contents.*.parts.*.inlineData: mimeType data displayName
                    contents.*.parts.*.fileData: mimeType fileUri
                    contents.*.parts.*.functionCall: id name [args]
                    contents.*.parts.*.functionResponse: id name [response] parts
                    contents.*.parts.*.functionResponse.parts.*: inlineData fileData
                    contents.*.parts.*.functionResponse.parts.*.inlineData: mimeType data displayName
                    contents.*.parts.*.functionResponse.parts.*.fileData: mimeType fileUri
                    tools.*: functionDeclarations
                    tools.*.functionDeclarations.*: name description [parameters] [parametersJsonSchema]
                    toolConfig: functionCallingConfig
                    toolConfig.functionCallingConfig: mode allowedFunctionNames
                    generationConfig: temperature topP topK candidateCount maxOutputTokens stopSequences seed presencePenalty frequencyPenalty responseLogprobs logprobs responseMimeType [responseSchema] [responseJsonSchema] thinkingConfig responseModalities mediaResolution
                    generationConfig.thinkingConfig: thinkingLevel thinkingBudget includeThoughts
                    safetySettings.*: category threshold
                    """),
            "bedrock-converse",
            schema("""
                    : messages system inferenceConfig toolConfig guardrailConfig [additionalModelRequestFields] additionalModelResponseFieldPaths [requestMetadata] performanceConfig serviceTier outputConfig
                    system.*: text cachePoint
                    system.*.cachePoint: type ttl
                    messages.*: role content
                    messages.*.content.*: text image document video toolUse toolResult reasoningContent cachePoint
                    messages.*.content.*.cachePoint: type ttl
                    messages.*.content.*.image: format source
                    messages.*.content.*.image.source: bytes s3Location
                    messages.*.content.*.document: format name source context citations
                    messages.*.content.*.document.source: bytes s3Location text
                    messages.*.content.*.document.citations: enabled
                    messages.*.content.*.video: format source
                    messages.*.content.*.video.source: bytes s3Location
                    messages.*.content.*.toolUse: toolUseId name [input]
                    messages.*.content.*.toolResult: toolUseId content status
                    messages.*.content.*.toolResult.content.*: text [json] image document
                    messages.*.content.*.toolResult.content.*.image: format source
                    messages.*.content.*.toolResult.content.*.image.source: bytes
                    messages.*.content.*.toolResult.content.*.document: format name source
                    messages.*.content.*.toolResult.content.*.document.source: bytes
                    messages.*.content.*.reasoningContent: reasoningText redactedContent
                    messages.*.content.*.reasoningContent.reasoningText: text signature
                    inferenceConfig: maxTokens temperature topP stopSequences
                    toolConfig: tools toolChoice
                    toolConfig.tools.*: toolSpec cachePoint
                    toolConfig.tools.*.cachePoint: type ttl
                    toolConfig.tools.*.toolSpec: name description inputSchema strict
                    toolConfig.tools.*.toolSpec.inputSchema: [json]
                    toolConfig.toolChoice: auto any tool
                    toolConfig.toolChoice.auto:
                    toolConfig.toolChoice.any:
                    toolConfig.toolChoice.tool: name
                    outputConfig: textFormat
                    outputConfig.textFormat: type structure
                    outputConfig.textFormat.structure: jsonSchema
                    outputConfig.textFormat.structure.jsonSchema: name description schema
                    serviceTier: type
                    """),
            "cohere-chat",
            schema("""
                    : model messages tools documents citation_options response_format safety_mode max_tokens stop_sequences temperature seed frequency_penalty presence_penalty k p logprobs tool_choice strict_tools thinking stream
                    messages.*: role content tool_calls tool_call_id tool_plan
                    messages.*.content.*: type text image_url document thinking
                    messages.*.content.*.image_url: url detail
                    messages.*.content.*.document: id [data]
                    messages.*.tool_calls.*: id type function
                    messages.*.tool_calls.*.function: name arguments
                    tools.*: type function
                    tools.*.function: name description [parameters]
                    response_format: type [json_schema]
                    thinking: type token_budget
                    """),
            "ollama-chat",
            schema("""
                    : model messages tools stream [format] options think keep_alive logprobs top_logprobs
                    messages.*: role content thinking images tool_calls tool_name tool_call_id
                    messages.*.tool_calls.*: id function
                    messages.*.tool_calls.*.function: name [arguments] index
                    tools.*: type function
                    tools.*.function: name description [parameters]
                    options: temperature top_p top_k seed num_predict stop num_ctx frequency_penalty presence_penalty repeat_penalty min_p
                    """));

    private ClosedSchemas() {}

    /** Returns the paths of fields that the dialect's requests do not have. */
    static List<String> unknownFields(String dialect, JsonNode request) {
        List<String> unknown = new ArrayList<>();
        Map<String, Set<String>> schema = SCHEMAS.get(dialect);
        if (schema == null) {
            throw new AssertionError("no schema of " + dialect);
        }
        walk(schema, "", request, unknown);
        return unknown;
    }

    private static void walk(Map<String, Set<String>> schema, String path, JsonNode node, List<String> unknown) {
        if (node.isArray()) {
            node.forEach(element -> walk(schema, join(path, "*"), element, unknown));
        } else if (node.isObject()) {
            Set<String> fields = schema.get(path);
            node.properties().forEach(field -> {
                if (fields != null && fields.contains("[" + field.getKey() + "]")) {
                    return;
                }
                if (fields == null || !fields.contains(field.getKey())) {
                    unknown.add(join(path, field.getKey()));
                } else {
                    walk(schema, join(path, field.getKey()), field.getValue(), unknown);
                }
            });
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Map<String, Set<String>> schema(String lines) {
        Map<String, Set<String>> schema = new HashMap<>();
        lines.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int colon = line.indexOf(':');
            schema.put(
                    line.substring(0, colon).strip(),
                    Arrays.stream(line.substring(colon + 1).strip().split(" +")).collect(Collectors.toSet()));
        });
        return schema;
    }
}
