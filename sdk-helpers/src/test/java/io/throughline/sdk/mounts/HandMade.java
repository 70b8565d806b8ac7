package io.throughline.sdk.mounts;

import io.throughline.testkit.Script;
import java.util.List;

/** Conversations that are always here: a tool is called and its answer used, whole and streamed, in each dialect; and a refusal. */
final class HandMade {
    private static final String TOOL = """
            {"name":"get_weather","description":"The weather — now","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}""";
    private static final String CHAT = """
            {"model":"gpt-4o","temperature":0.5,%s"messages":[{"role":"system","content":"Be brief"},
            {"role":"user","content":"Weather in Zürich?"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
              "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Zürich\\"}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"sunny"}],
            "tools":[{"type":"function","function":%s}]}""";
    private static final String RESPONSES = """
            {"model":"gpt-4o","input":"Weather in Zürich?",%s"instructions":"Be brief"}""";
    private static final String MESSAGES = """
            {"model":"claude-sonnet-4-6","max_tokens":100,%s"system":"Be brief","messages":[{"role":"user","content":"Weather in Zürich?"}]}""";
    private static final String STREAM = "\"stream\":true,";

    private static final String RESPONSE = """
            {"id":"resp_1","object":"response","created_at":1700000000,"status":"completed","model":"gpt-4o","output":[{"id":"msg_1",\
            "type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Sunny ☀","annotations":[]}]}],\
            "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":2,\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":11}}""";

    private HandMade() {}

    static List<Conversation> all() {
        return List.of(
                new Conversation("chat, whole", "/chat/completions", CHAT.formatted("", TOOL), 200, HandMade::chat),
                new Conversation(
                        "chat, streamed",
                        "/chat/completions",
                        CHAT.formatted(STREAM + "\"stream_options\":{\"include_usage\":true},", TOOL),
                        200,
                        HandMade::chatStream),
                new Conversation(
                        "responses, whole", "/responses", RESPONSES.formatted(""), 200, () -> Script.json(RESPONSE)),
                new Conversation(
                        "responses, streamed",
                        "/responses",
                        RESPONSES.formatted(STREAM),
                        200,
                        HandMade::responseStream),
                new Conversation("messages, whole", "/messages", MESSAGES.formatted(""), 200, HandMade::message),
                new Conversation(
                        "messages, streamed", "/messages", MESSAGES.formatted(STREAM), 200, HandMade::messageStream),
                new Conversation(
                        "chat, refused", "/chat/completions", CHAT.formatted("", TOOL), 400, () -> refusal("""
                        {"error":{"message":"No such voice","type":"invalid_request_error","param":"voice","code":null}}""")),
                new Conversation("messages, refused", "/messages", MESSAGES.formatted(""), 400, () -> refusal("""
                        {"type":"error","error":{"type":"invalid_request_error","message":"No such voice"}}""")));
    }

    private static Script refusal(String json) {
        return Script.status(400).header("content-type", "application/json").sized(json);
    }

    private static Script chat() {
        return Script.json("""
                {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o-2024-08-06","choices":[{"index":0,\
                "message":{"role":"assistant","content":"Sunny ☀","refusal":null},"logprobs":null,"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":30,"completion_tokens":2,"total_tokens":32,"prompt_tokens_details":{"cached_tokens":10}}}""");
    }

    private static Script chatStream() {
        return Script.eventStream()
                .event(chunk("{\"role\":\"assistant\",\"content\":\"Sun\"}", "null"))
                .event(chunk("{\"content\":\"ny ☀\"}", "\"stop\""))
                .event(
                        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o\","
                                + "\"choices\":[],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":2,\"total_tokens\":32}}")
                .event("[DONE]");
    }

    private static String chunk(String delta, String finish) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[{"index":0,\
                "delta":%s,"finish_reason":%s}]}""".formatted(delta, finish);
    }

    private static Script responseStream() {
        return Script.eventStream()
                .event(
                        "{\"type\":\"response.output_text.delta\",\"sequence_number\":0,\"item_id\":\"msg_1\",\"output_index\":0,"
                                + "\"content_index\":0,\"delta\":\"Sunny ☀\",\"logprobs\":[]}")
                .event("{\"type\":\"response.completed\",\"sequence_number\":1,\"response\":" + RESPONSE + "}");
    }

    private static Script message() {
        return Script.json("""
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[{"type":"text","text":"Sunny ☀"}],\
                "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"cache_read_input_tokens":4,"output_tokens":2}}""");
    }

    private static Script messageStream() {
        return Script.eventStream()
                .write(named("message_start", """
                        "message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-6","content":[],\
                        "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}"""))
                .write(named("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"))
                .write(named(
                        "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Sunny ☀\"}"))
                .write(named("content_block_stop", "\"index\":0"))
                .write(named(
                        "message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}"))
                .write(named("message_stop", "\"a\":0"));
    }

    private static String named(String event, String fields) {
        return "event: " + event + "\ndata: {\"type\":\"" + event + "\"," + fields + "}\n\n";
    }
}
