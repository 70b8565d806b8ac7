package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What one chunk of a Chat stream is.
 *
 * @param failed whether it tells an error
 * @param isEmpty whether it tells nothing of any choice
 * @param isUsage whether it tells the tokens, and nothing of any choice
 * @param ends whether it ends a choice
 * @param says whether it says more than that
 * @param end where its object ends, before the brace
 */
record ChatChunk(boolean failed, boolean isEmpty, boolean isUsage, boolean ends, boolean says, int end) {
    private static final Set<String> HEAD =
            Set.of("id", "object", "created", "model", "system_fingerprint", "service_tier", "provider");

    /** Reads a chunk, and tells what changes in it. */
    static ChatChunk read(Frame frame, ChatChoices choices, Splices splices) throws Malformed {
        boolean failed = false;
        boolean usage = false;
        boolean none = false;
        choices.begin(frame.bytes(), splices);
        JsonCursor json = frame.json();
        if (!json.object()) {
            throw new Malformed();
        }
        while (json.field()) {
            if (json.named("error")) {
                failed |= !json.isNull();
            } else if (json.named("usage")) {
                usage |= json.isObject();
            } else if (json.named("choices") && json.array()) {
                none = true;
                while (json.element()) {
                    none = false;
                    choices.choice(json);
                }
            }
        }
        int end = json.at() - 1;
        json.end();
        return new ChatChunk(failed, none, usage && none, choices.ends(), choices.says(), end);
    }

    /** Returns a chunk with the head of another and these choices. */
    static String like(Frame frame, String choices) throws Malformed {
        StringBuilder chunk = new StringBuilder("{");
        JsonCursor json = frame.json();
        json.object();
        while (json.field()) {
            String name = HEAD.stream().filter(json::named).findFirst().orElse("");
            ByteRange value = json.place();
            if (!name.isEmpty()) {
                String text =
                        new String(frame.bytes(), value.start(), value.end() - value.start(), StandardCharsets.UTF_8);
                chunk.append('"').append(name).append("\":").append(text).append(',');
            }
        }
        return chunk.append("\"choices\":[").append(choices).append("]}").toString();
    }
}
