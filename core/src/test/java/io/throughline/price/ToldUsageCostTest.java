package io.throughline.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Dialects;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers cost, from the counts as each provider tells them to the last digit of the total. */
class ToldUsageCostTest {
    private final Pricing pricing = Pricing.of(PriceSettings.NONE, List.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # cached tokens are among the prompt's: 500*2.5 + 1500*1.25 + 100*10
            openai    | gpt-4o  | CHAT | STANDARD | {"usage":{"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100,"prompt_tokens_details":{"cached_tokens":1500}}} | 0.004125
            # 172k, of which 155k are read and 3k written: 14000*5 + 155000*0.5 + 3000*6.25
            openai    | gpt-5.6 | RESPONSES | STANDARD | {"object":"response","status":"completed","usage":{"input_tokens":172000,"input_tokens_details":{"cached_tokens":155000,"cache_write_tokens":3000},"output_tokens":0}} | 0.16625
            # searches stand among the items, and opening a page is none: 10*0.15 + 5*0.6 + 1 search at 0.0275
            openai    | gpt-4o-mini-2024-07-18 | RESPONSES | STANDARD | {"object":"response","status":"completed","output":[{"type":"web_search_call","id":"ws_1","action":{"type":"search","query":"a"}},{"type":"web_search_call","id":"ws_2","action":{"type":"open_page"}}],"usage":{"input_tokens":10,"output_tokens":5}} | 0.0275045
            # the tier of the answer counts: 100*1 + 10*4
            openai    | o3      | CHAT | STANDARD | {"service_tier":"flex","usage":{"prompt_tokens":100,"completion_tokens":10}} | 0.00014
            # the cache stands beside the input: 3*3 + 2048*0.3 + 100*3.75 + 50*6 + 20*15 + 2 searches at 0.01
            anthropic | claude-sonnet-4-5 | MESSAGES | STANDARD | {"type":"message","content":[],"stop_reason":"end_turn","usage":{"input_tokens":3,"cache_read_input_tokens":2048,"cache_creation_input_tokens":150,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":50},"output_tokens":20,"server_tool_use":{"web_search_requests":2}}} | 0.0215984
            # thoughts stand beside the candidates: 50001*2.5 + 150000*0.25 + 100*15 + 900*15
            gemini    | gemini-2.5-pro | GEMINI | STANDARD | {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":200001,"cachedContentTokenCount":150000,"candidatesTokenCount":100,"thoughtsTokenCount":900}} | 0.1775025
            # reasoning stands beside the completion: 100*1.25 + 10*2.5 + 300*2.5
            xai       | grok-4.3 | CHAT | REASONING_BESIDE_OUTPUT | {"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":410,"completion_tokens_details":{"reasoning_tokens":300}}} | 0.0009
            # ticks of a ten thousand millionth
            xai       | grok-4.3 | RESPONSES | STANDARD | {"object":"response","status":"completed","usage":{"input_tokens":10,"output_tokens":5,"cost_in_usd_ticks":7506000}} | 0.0007506
            # billed units, not tokens: 135*2.5 + 21*10
            cohere    | command-a-03-2025 | COHERE | STANDARD | {"id":"1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"a"}]},"usage":{"billed_units":{"input_tokens":135,"output_tokens":21},"tokens":{"input_tokens":631,"output_tokens":58}}} | 0.0005475
            # 7*0.8 + 5*3.2
            bedrock   | amazon.nova-pro-v1:0 | CONVERSE | STANDARD | {"output":{"message":{"role":"assistant","content":[{"text":"a"}]}},"stopReason":"end_turn","usage":{"inputTokens":7,"outputTokens":5,"totalTokens":12}} | 0.0000216
            # OpenRouter's own figure, every digit of it
            openrouter | openai/gpt-4o | CHAT | STANDARD | {"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":0.0076509169000000005}} | 0.0076509169000000005
            openrouter | openai/gpt-4o | CHAT | STANDARD | {"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":1.13e-05}} | 0.0000113
            # with the caller's own key at the provider behind it, both are paid: 0.0001 + 0.002
            openrouter | openai/gpt-4o | CHAT | STANDARD | {"usage":{"prompt_tokens":10,"completion_tokens":5,"is_byok":true,"cost":0.0001,"cost_details":{"upstream_inference_cost":0.002}}} | 0.0021
            # Perplexity's own figure, its fee included
            perplexity | sonar | CHAT | STANDARD | {"usage":{"prompt_tokens":14,"completion_tokens":256,"cost":{"input_tokens_cost":0.00002,"output_tokens_cost":0.00026,"request_cost":0.005,"total_cost":0.00528}}} | 0.00528
            # an amount that no money has counts nothing: 10*2.5 + 5*10
            openai    | gpt-4o  | CHAT | STANDARD | {"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":1e999999999}} | 0.000075
            openai    | gpt-4o  | CHAT | STANDARD | {"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":-1}} | 0.000075
            openai    | gpt-4o  | CHAT | STANDARD | {"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":"0.5"}} | 0.000075
            # 8*0.02
            openai    | text-embedding-3-small | EMBEDDINGS | STANDARD | {"object":"list","data":[],"usage":{"prompt_tokens":8,"total_tokens":8}} | 0.00000016
            """)
    void costs(
            String provider, String model, String dialect, UsageConvention convention, String body, String expected) {
        Answer answer = dialect(dialect).read(200, body.getBytes(StandardCharsets.UTF_8), convention);
        Sale sale = new Sale(
                provider, Optional.of(model), answer.model(), answer.serviceTier(), LocalDate.of(2026, 11, 21));
        assertThat(answer.usage().flatMap(usage -> pricing.cost(sale, usage)).map(cost -> Cost.plain(cost.total())))
                .contains(expected);
    }

    private static Dialect dialect(String name) {
        return switch (name) {
            case "CHAT" -> Dialects.CHAT;
            case "RESPONSES" -> Dialects.RESPONSES;
            case "MESSAGES" -> Dialects.MESSAGES;
            case "GEMINI" -> Dialects.GEMINI;
            case "COHERE" -> Dialects.COHERE;
            case "CONVERSE" -> Dialects.CONVERSE;
            default -> Dialects.EMBEDDINGS;
        };
    }
}
