package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.wire.EventStreamFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What a provider of each dialect answers when nothing is wrong: reasoning, text, a call of a tool, its usage. */
enum HealthyAnswer {
    CHAT(
            "openai/gpt",
            "text/event-stream",
            "{'id':'c1','model':'gpt','choices':[{'index':0,'message':{'role':'assistant','content':'hello','reasoning_content':'hm','tool_calls':[{'id':'t1','type':'function','function':{'name':'add','arguments':'{\\'x\\':1.5}'}}]},'finish_reason':'tool_calls'}],'usage':{'prompt_tokens':3,'completion_tokens':4}}",
            "{'id':'c1','model':'gpt','choices':[{'index':0,'delta':{'role':'assistant','reasoning_content':'hm'}}]}",
            "{'id':'c1','model':'gpt','choices':[{'index':0,'delta':{'content':'hello'}}]}",
            "{'id':'c1','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'t1','type':'function','function':{'name':'add','arguments':''}}]}}]}",
            "{'id':'c1','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\'x\\':1.5}'}}]}}]}",
            "{'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}",
            "{'id':'c1','choices':[],'usage':{'prompt_tokens':3,'completion_tokens':4}}",
            "[DONE]"),
    RESPONSES(
            "openai/gpt-5-pro",
            "text/event-stream",
            "{'id':'r1','object':'response','model':'gpt','status':'completed','output':[{'type':'reasoning','id':'rs','summary':[{'type':'summary_text','text':'hm'}]},{'type':'message','id':'m','content':[{'type':'output_text','text':'hello','annotations':[]}]},{'type':'function_call','id':'f','call_id':'t1','name':'add','arguments':'{\\'x\\':1.5}'}],'usage':{'input_tokens':3,'output_tokens':4}}",
            "{'type':'response.created','response':{'id':'r1','model':'gpt','status':'in_progress','output':[]}}",
            "{'type':'response.output_item.added','output_index':0,'item':{'type':'reasoning','id':'rs','summary':[]}}",
            "{'type':'response.reasoning_summary_part.added','output_index':0,'summary_index':0,'part':{'type':'summary_text','text':''}}",
            "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'hm'}",
            "{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','id':'rs','summary':[{'type':'summary_text','text':'hm'}],'encrypted_content':'e'}}",
            "{'type':'response.output_item.added','output_index':1,'item':{'type':'message','id':'m','content':[]}}",
            "{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'hello'}",
            "{'type':'response.output_text.done','output_index':1,'content_index':0,'text':'hello'}",
            "{'type':'response.output_item.added','output_index':2,'item':{'type':'function_call','id':'f','call_id':'t1','name':'add','arguments':''}}",
            "{'type':'response.function_call_arguments.delta','output_index':2,'delta':'{\\'x\\':1.5}'}",
            "{'type':'response.completed','response':{'id':'r1','model':'gpt','status':'completed','output':[],'usage':{'input_tokens':3,'output_tokens':4}}}"),
    MESSAGES(
            "anthropic/claude",
            "text/event-stream",
            "{'id':'m1','type':'message','role':'assistant','model':'c','content':[{'type':'thinking','thinking':'hm','signature':'sig'},{'type':'text','text':'hello'},{'type':'tool_use','id':'t1','name':'add','input':{'x':1.5}}],'stop_reason':'tool_use','usage':{'input_tokens':3,'output_tokens':4}}",
            "{'type':'message_start','message':{'id':'m1','type':'message','model':'c','content':[],'usage':{'input_tokens':3}}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':''}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'sig'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':''}}",
            "{'type':'content_block_delta','index':1,'delta':{'type':'text_delta','text':'hello'}}",
            "{'type':'content_block_stop','index':1}",
            "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t1','name':'add','input':{}}}",
            "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'{\\'x\\':1.5}'}}",
            "{'type':'content_block_stop','index':2}",
            "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':4}}",
            "{'type':'message_stop'}"),
    GEMINI(
            "gemini/flash",
            "text/event-stream",
            "{'responseId':'g1','modelVersion':'g','candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'hm','thought':true},{'text':'hello'},{'functionCall':{'name':'add','args':{'x':1.5}},'thoughtSignature':'c2ln'}]},'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':4}}",
            "{'responseId':'g1','modelVersion':'g','candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'hm','thought':true}]}}]}",
            "{'responseId':'g1','candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'hello'}]}}]}",
            "{'responseId':'g1','candidates':[{'index':0,'content':{'role':'model','parts':[{'functionCall':{'name':'add','args':{'x':1.5}},'thoughtSignature':'c2ln'}]},'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':4}}"),
    CONVERSE(
            "bedrock/meta.llama",
            "application/vnd.amazon.eventstream",
            "{'output':{'message':{'role':'assistant','content':[{'reasoningContent':{'reasoningText':{'text':'hm','signature':'sig'}}},{'text':'hello'},{'toolUse':{'toolUseId':'t1','name':'add','input':{'x':1.5}}}]}},'stopReason':'tool_use','usage':{'inputTokens':3,'outputTokens':4,'totalTokens':7}}",
            "messageStart {'role':'assistant'}",
            "contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'hm'}}}",
            "contentBlockStop {'contentBlockIndex':0}",
            "contentBlockDelta {'contentBlockIndex':1,'delta':{'text':'hello'}}",
            "contentBlockStop {'contentBlockIndex':1}",
            "contentBlockStart {'contentBlockIndex':2,'start':{'toolUse':{'toolUseId':'t1','name':'add'}}}",
            "contentBlockDelta {'contentBlockIndex':2,'delta':{'toolUse':{'input':'{\\'x\\':1.5}'}}}",
            "contentBlockStop {'contentBlockIndex':2}",
            "messageStop {'stopReason':'tool_use'}",
            "metadata {'usage':{'inputTokens':3,'outputTokens':4,'totalTokens':7},'metrics':{'latencyMs':1}}"),
    COHERE(
            "cohere/command",
            "text/event-stream",
            "{'id':'h1','finish_reason':'TOOL_CALL','message':{'role':'assistant','tool_plan':'hm','content':[{'type':'text','text':'hello'}],'tool_calls':[{'id':'t1','type':'function','function':{'name':'add','arguments':'{\\'x\\':1.5}'}}]},'usage':{'tokens':{'input_tokens':3,'output_tokens':4}}}",
            "{'id':'h1','type':'message-start','delta':{'message':{'role':'assistant','content':[]}}}",
            "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'hm'}}}",
            "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'text','text':''}}}}",
            "{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'hello'}}}}",
            "{'type':'content-end','index':0}",
            "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'t1','type':'function','function':{'name':'add','arguments':''}}}}}",
            "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':{'function':{'arguments':'{\\'x\\':1.5}'}}}}}",
            "{'type':'tool-call-end','index':0}",
            "{'type':'message-end','delta':{'finish_reason':'TOOL_CALL','usage':{'tokens':{'input_tokens':3,'output_tokens':4}}}}"),
    OLLAMA(
            "ollama/llama",
            "application/x-ndjson",
            "{'model':'l','created_at':'2026-01-01T00:00:00Z','message':{'role':'assistant','thinking':'hm','content':'hello','tool_calls':[{'function':{'name':'add','arguments':{'x':1.5}}}]},'done':true,'done_reason':'stop','prompt_eval_count':3,'eval_count':4}",
            "{'model':'l','message':{'role':'assistant','thinking':'hm','content':''},'done':false}",
            "{'model':'l','message':{'role':'assistant','content':'hello'},'done':false}",
            "{'model':'l','message':{'role':'assistant','content':'','tool_calls':[{'function':{'name':'add','arguments':{'x':1.5}}}]},'done':false}",
            "{'model':'l','message':{'role':'assistant','content':''},'done':true,'done_reason':'stop','prompt_eval_count':3,'eval_count':4}");

    /** The configuration of the providers of all of them. */
    static final String PROVIDERS = """
            providers:
              openai: {dialect: openai, base-url: "https://one.example/v1", api-key: k1}
              anthropic: {dialect: anthropic, base-url: "https://two.example", api-key: k2}
              gemini: {dialect: gemini, base-url: "https://three.example/v1beta", api-key: k3}
              bedrock: {dialect: bedrock, base-url: "https://four.example", api-key: k4}
              cohere: {dialect: cohere, base-url: "https://five.example/v2", api-key: k5}
              ollama: {dialect: ollama, base-url: "https://six.example", api-key: k6}
            """;

    /** The model as a client names it. */
    final String model;

    final String streamType;
    private final String whole;
    private final List<String> events;

    HealthyAnswer(String model, String streamType, String whole, String... events) {
        this.model = model;
        this.streamType = streamType;
        this.whole = plain(whole);
        this.events = List.of(events).stream().map(HealthyAnswer::plain).toList();
    }

    String whole() {
        return whole;
    }

    /** The stream's events, each with its data alone. */
    List<String> events() {
        return new ArrayList<>(events);
    }

    /** An event whose data break off. */
    String unreadable() {
        return (this == CONVERSE ? "contentBlockDelta " : "") + "{\"x\":{\"y\":\"z";
    }

    byte[] stream(List<String> told) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        told.forEach(event -> out.writeBytes(frame(event)));
        return out.toByteArray();
    }

    private byte[] frame(String event) {
        return switch (this) {
            case CONVERSE -> {
                int space = event.indexOf(' ');
                String name = space < 0 ? "unknown" : event.substring(0, Math.min(space, 60));
                yield EventStreamFrame.event(name, event.substring(space + 1).getBytes(UTF_8));
            }
            case OLLAMA -> (event + "\n").getBytes(UTF_8);
            default -> ("data: " + event + "\n\n").getBytes(UTF_8);
        };
    }

    /** Quotes are single here; those that stand in a text are marked by a backslash. */
    private static String plain(String text) {
        return text.replace("\\'", "\\\"").replace('\'', '"');
    }
}
