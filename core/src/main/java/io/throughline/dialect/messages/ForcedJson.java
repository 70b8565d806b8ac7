package io.throughline.dialect.messages;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.WrittenRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the calls of a tool that stands for the answer's JSON back to text. A target without structured output is given a tool whose arguments are the
 * schema, and is made to call it: the call's arguments are the answer.
 *
 * <p>A writer of requests that does so enters the tool's name into {@link WrittenRequest#toolNames} with {@link #TEXT} for the client's name, which no
 * client's tool has. Whoever reads the answer puts {@link #filter} before the writer of answers, or {@link #answer} around the whole one; both leave
 * answers of requests without such a tool as they are.
 */
public final class ForcedJson implements StreamEvent.Sink {
    /** What the tool's name stands for in {@link WrittenRequest#toolNames}. */
    public static final String TEXT = "";
    /** The tool's usual name. */
    public static final String TOOL = "json";

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
     * Returns a sink that gives the events of an answer on to another.
     *
     * @param toolNames those of the written request
     * @param next takes the events
     */
    public static StreamEvent.Sink filter(Map<String, String> toolNames, StreamEvent.Sink next) {
        return toolNames.containsValue(TEXT) ? new ForcedJson(toolNames, next) : next;
    }

    /**
     * Returns a whole answer with text where the tool is called.
     *
     * @param toolNames those of the written request
     * @param answer the provider's answer
     */
    public static Answer answer(Map<String, String> toolNames, Answer answer) {
        if (!toolNames.containsValue(TEXT)) {
            return answer;
        }
        return new Answer(
                answer.id(),
                answer.model(),
                answer.choices().stream()
                        .map(choice -> choice(toolNames, choice))
                        .toList(),
                answer.usage(),
                answer.serviceTier(),
                answer.error());
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

    private static Answer.Choice choice(Map<String, String> toolNames, Answer.Choice choice) {
        List<Block> blocks =
                choice.blocks().stream().map(block -> block(toolNames, block)).toList();
        boolean calls = blocks.stream().anyMatch(Block.ToolCall.class::isInstance);
        Optional<FinishReason> reason =
                choice.finishReason().map(told -> told == FinishReason.TOOL_CALLS && !calls ? FinishReason.STOP : told);
        return new Answer.Choice(choice.index(), blocks, reason, choice.rawFinishReason(), choice.logprobs());
    }

    private static Block block(Map<String, String> toolNames, Block block) {
        return block instanceof Block.ToolCall call && isAnswer(toolNames, call.name())
                ? new Block.Text(call.arguments())
                : block;
    }

    private static boolean isAnswer(Map<String, String> toolNames, String name) {
        return TEXT.equals(toolNames.get(name));
    }

    private static long key(int choice, int block) {
        return ((long) choice << 32) | block;
    }
}
