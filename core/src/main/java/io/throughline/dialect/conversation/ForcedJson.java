package io.throughline.dialect.conversation;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Turns the calls of a tool that stands for the answer's JSON back to text. A target without structured output is given a tool whose arguments are the
 * schema, and is made to call it: the call's arguments are the answer.
 *
 * <p>A writer of requests that does so enters the tool's name into {@link WrittenRequest#toolNames} with {@link #TEXT} for the client's name, which no
 * client's tool has. Whoever reads the answer, whole or streamed, puts {@link #filter} behind its decoder; answers of requests without such a tool pass
 * as they are.
 */
public final class ForcedJson implements StreamEvent.Sink {
    /** What the tool's name stands for in {@link WrittenRequest#toolNames}. */
    public static final String TEXT = "";
    /** What the tool is for, where the client's schema does not say. */
    public static final String PURPOSE = "Gives the answer to the user.";
    /** What becomes of the schema, for the caller. */
    public static final String NOTE = "the model must call a tool with the schema, whose arguments are the answer";

    private static final String TOOL = "json";

    private final Map<String, String> toolNames;
    private final StreamEvent.Sink next;
    /** The blocks that are answers, as choice and block. */
    private final Set<Long> answers = new HashSet<>();
    /** The choices that call tools of the client's. */
    private final Set<Integer> calling = new HashSet<>();

    private ForcedJson(Map<String, String> toolNames, StreamEvent.Sink next) {
        this.toolNames = toolNames;
        this.next = next;
    }

    /**
     * Returns a name for the tool that no other tool of the request has.
     *
     * @param taken tells whether a tool goes by a name
     */
    public static String name(Predicate<String> taken) {
        String name = TOOL;
        while (taken.test(name)) {
            name += "_answer";
        }
        return name;
    }

    /**
     * Returns what tells a model that can't be made to call a tool which form its answer is to have.
     *
     * @param schema the schema, as JSON text
     */
    public static String instruction(String schema) {
        return "Answer with one JSON value that matches this JSON Schema, and nothing else: no text around it, no code fence.\n"
                + schema;
    }

    /**
     * Returns a sink that gives the events of an answer on to another.
     *
     * @param toolNames those of the written request
     * @param next takes the events
     */
    public static StreamEvent.Sink filter(Map<String, String> toolNames, StreamEvent.Sink next) {
        return toolNames.containsValue(TEXT) ? new ForcedJson(toolNames, next) : next;
    }

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.BlockOpened opened && opened.kind() instanceof Kind.ToolCall call) {
            next.accept(opened(opened, call));
        } else if (event instanceof StreamEvent.ArgumentsDelta delta
                && answers.contains(key(delta.choice(), delta.block()))) {
            next.accept(new StreamEvent.TextDelta(delta.choice(), delta.block(), delta.json()));
        } else if (event instanceof StreamEvent.Finished finished
                && finished.reason() == FinishReason.TOOL_CALLS
                && !calling.contains(finished.choice())) {
            next.accept(new StreamEvent.Finished(finished.choice(), FinishReason.STOP, finished.raw()));
        } else {
            if (event instanceof StreamEvent.Restarted) {
                answers.clear();
                calling.clear();
            }
            next.accept(event);
        }
    }

    private StreamEvent opened(StreamEvent.BlockOpened opened, Kind.ToolCall call) {
        if (!isAnswer(toolNames, call.name())) {
            calling.add(opened.choice());
            return opened;
        }
        answers.add(key(opened.choice(), opened.block()));
        return new StreamEvent.BlockOpened(opened.choice(), opened.block(), new Kind.Text());
    }

    private static boolean isAnswer(Map<String, String> toolNames, String name) {
        return TEXT.equals(toolNames.get(name));
    }

    private static long key(int choice, int block) {
        return ((long) choice << 32) | block;
    }
}
