package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The choices of a Chat stream, as far as they have come. */
final class ChatChoices {
    private static final int MOST_CHOICES = 128;
    private static final int MOST_CALLS = 1024;

    private final Marks marks;
    private final Map<Integer, Choice> choices = new HashMap<>();
    private final StringBuilder before = new StringBuilder();
    private byte[] bytes = {};
    private Splices splices = new Splices();
    private boolean ends;
    private boolean says;

    ChatChoices(Marks marks) {
        this.marks = marks;
    }

    /** Begins a chunk. */
    void begin(byte[] chunk, Splices changes) {
        bytes = chunk;
        splices = changes;
        before.setLength(0);
        ends = false;
        says = false;
    }

    boolean ends() {
        return ends;
    }

    boolean says() {
        return says;
    }

    /** Returns the choices of the chunk that is to come before this one; the empty string for none. */
    String deltasBefore() {
        return before.toString();
    }

    void choice(JsonCursor json) throws Malformed {
        int index = 0;
        ByteRange delta = null;
        String reason = "";
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("index")) {
                index = json.integer(0);
            } else if (json.named("delta") && json.isObject()) {
                delta = json.place();
            } else if (json.named("finish_reason")) {
                reason = json.string();
            }
        }
        ends |= !reason.isEmpty();
        Choice choice = choices.get(index);
        if (choice == null) {
            choice = new Choice();
            if (choices.size() < MOST_CHOICES) {
                choices.put(index, choice);
            }
        }
        choice.text = null;
        choice.argumentEnds.clear();
        if (delta != null) {
            delta(choice, new JsonCursor(bytes, delta.start(), delta.end()));
        }
        if (!reason.isEmpty()) {
            end(index, choice, reason);
        }
    }

    private void delta(Choice choice, JsonCursor json) throws Malformed {
        json.object();
        while (json.field()) {
            if (json.named("content")) {
                ByteRange text = TextPlace.of(json);
                if (text != null && text.end() > text.start()) {
                    says = true;
                    choice.text = text;
                    choice.end.take(marks.signs() ? Scalars.string(bytes, text) : "");
                }
            } else if (json.named("refusal")) {
                choice.refused |= !json.string().isEmpty();
            } else if (json.named("tool_calls") || json.named("function_call")) {
                says |= !json.isNull();
                ChatCalls.edit(json, call -> call(choice, call));
            }
        }
    }

    private void call(Choice choice, ChatCalls.Call call) throws Malformed {
        ToolStamp stamp = marks.stamp();
        StampProgress progress = choice.calls.get(call.index());
        if (progress == null && stamp != null && choice.calls.size() < MOST_CALLS) {
            progress = new StampProgress(stamp);
            choice.calls.put(call.index(), progress);
        }
        @Nullable ByteRange text = call.text();
        @Nullable ByteRange object = call.object();
        if (progress != null && text != null) {
            progress.text(bytes, text, splices);
            choice.argumentEnds.put(call.index(), text.end());
        } else if (progress != null && object != null) {
            progress.object(bytes, object, splices);
        }
    }

    private void end(int index, Choice choice, String reason) {
        if (choice.ended) {
            return;
        }
        choice.ended = true;
        StringBuilder delta = new StringBuilder();
        boolean signs = !choice.refused && !reason.equals("content_filter");
        String signature = signs ? marks.signature(choice.end) : "";
        ByteRange text = choice.text;
        if (text != null) {
            splices.insert(text.end(), signature);
        } else if (!signature.isEmpty()) {
            delta.append("\"content\":\"").append(signature).append('"');
        }
        missingArguments(choice, delta);
        if (!delta.isEmpty()) {
            before.append(before.isEmpty() ? "" : ",")
                    .append("{\"index\":" + index + ",\"delta\":{" + delta + "},\"finish_reason\":null}");
        }
    }

    /** Calls without any arguments get an object that holds the stamp. */
    private void missingArguments(Choice choice, StringBuilder delta) {
        StringBuilder calls = new StringBuilder();
        choice.calls.forEach((call, progress) -> {
            String arguments = progress.missing();
            Integer here = choice.argumentEnds.get(call);
            if (here != null) {
                splices.insert(here, arguments);
            } else if (!arguments.isEmpty()) {
                calls.append(calls.isEmpty() ? "" : ",")
                        .append("{\"index\":" + call + ",\"function\":{\"arguments\":\"" + arguments + "\"}}");
            }
        });
        if (!calls.isEmpty()) {
            delta.append(delta.isEmpty() ? "" : ",").append("\"tool_calls\":[" + calls + "]");
        }
    }

    /** One choice. */
    private static final class Choice {
        private final TextEnd end = new TextEnd();
        private final Map<Integer, StampProgress> calls = new HashMap<>();
        /** Where the arguments of calls end that stand in this chunk. */
        private final Map<Integer, Integer> argumentEnds = new HashMap<>();

        private @Nullable ByteRange text;
        private boolean refused;
        private boolean ended;
    }
}
