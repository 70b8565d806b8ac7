package io.throughline;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.StreamEvent;
import io.throughline.thread.ServedAnswer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns of one answer before its bytes are passed on, in the words that the client gets: continuity, for the call that comes next, and the trace's
 * timeline, for an event that the client tells as soon as it has read of a tool call. Never fails the call. Safe for use by several threads.
 */
final class Heard implements StreamEvent.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(Heard.class);
    private static final int MOST_CALLS = 256;

    private final Optional<ServedAnswer> served;
    private final AgentWatch.Span span;
    private final Set<String> tools = new HashSet<>();

    /**
     * Makes one.
     *
     * @param served learns what the client may come back with; empty for what is no conversation
     * @param span the call in its trace's timeline
     */
    Heard(Optional<ServedAnswer> served, AgentWatch.Span span) {
        this.served = served;
        this.span = span;
    }

    /** Returns whether what the client may come back with is to be learnt. */
    boolean isConversation() {
        return served.isPresent();
    }

    @Override
    public void accept(StreamEvent event) {
        quietly(() -> {
            if (event instanceof StreamEvent.BlockOpened opened
                    && opened.kind() instanceof StreamEvent.Kind.ToolCall tool) {
                called(tool.id());
            } else if (event instanceof StreamEvent.Finished || event instanceof StreamEvent.Ended) {
                span.ended();
            }
            served.ifPresent(it -> it.accept(event));
        });
    }

    /** Takes an answer that came whole. */
    void whole(Answer answer) {
        quietly(() -> {
            for (Answer.Choice choice : answer.choices()) {
                for (Block block : choice.blocks()) {
                    if (block instanceof Block.ToolCall tool) {
                        called(tool.id());
                    }
                }
            }
            span.ended();
            served.ifPresent(it -> it.whole(answer));
        });
    }

    /** The answer has ended, however it did. */
    void end() {
        quietly(() -> served.ifPresent(ServedAnswer::end));
    }

    private void called(String toolCallId) {
        if (!toolCallId.isEmpty() && tools.size() < MOST_CALLS && tools.add(toolCallId)) {
            span.calledTool(toolCallId);
        }
    }

    private synchronized void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("An answer was passed on, but not all was noted of it", e);
        }
    }
}
