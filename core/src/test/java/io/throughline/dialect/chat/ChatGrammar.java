package io.throughline.dialect.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a stream of chunks must look like when it ended well and was asked for its usage, which not all can tell. */
final class ChatGrammar {
    private ChatGrammar() {}

    static void check(List<String> data) {
        assertThat(data).last().isEqualTo("[DONE]");
        Set<String> heads = new HashSet<>();
        Map<Integer, Integer> calls = new HashMap<>();
        Set<Integer> begun = new HashSet<>();
        Set<Integer> ended = new HashSet<>();
        for (int i = 0; i < data.size() - 1; i++) {
            JsonNode chunk = Chat.tree(data.get(i));
            heads.add(chunk.get("id") + " " + chunk.get("model") + " " + chunk.get("created") + chunk.get("object"));
            boolean last = i == data.size() - 2;
            boolean told = chunk.has("usage");
            assertThat(told).as("only the last tells tokens").isIn(false, last);
            assertThat(chunk.get("choices").isEmpty()).isEqualTo(told);
            for (JsonNode choice : chunk.get("choices")) {
                int number = choice.get("index").asInt();
                assertThat(choice.get("delta").has("role")).isEqualTo(begun.add(number));
                assertThat(ended).doesNotContain(number);
                for (JsonNode call : choice.get("delta").path("tool_calls")) {
                    checkCall(call, number, calls);
                }
                if (!choice.get("finish_reason").isNull()) {
                    ended.add(number);
                }
            }
        }
        assertThat(heads).hasSize(1);
        assertThat(ended).isEqualTo(begun);
    }

    private static void checkCall(JsonNode call, int choice, Map<Integer, Integer> calls) {
        int known = calls.getOrDefault(choice, 0);
        if (call.has("id")) {
            assertThat(call.get("index").asInt()).isEqualTo(known);
            assertThat(call.get("id").asText()).isNotEmpty();
            assertThat(call.at("/function/name").asText()).isNotEmpty();
            calls.put(choice, known + 1);
        } else {
            assertThat(call.get("index").asInt()).isLessThan(known);
        }
    }
}
