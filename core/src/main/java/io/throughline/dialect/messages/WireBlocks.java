package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a streamed message, of which one is open at a time. What comes for later ones meanwhile waits until the open one is closed, or is a
 * tool call whose arguments have come to their end.
 */
final class WireBlocks {
    private static final int NONE = -1;
    /** How much may wait, in characters. */
    private static final int MOST_WAITING = 4 * 1024 * 1024;
    /** What a waiting event is counted as, beside its text. */
    private static final int OVERHEAD = 64;

    private final MessageFrames frames;
    private final ReasoningSeal seal;
    private final String callId;
    private final CallIds ids = new CallIds();
    private final Map<Integer, WaitingBlock> waiting = new LinkedHashMap<>();
    private int number = NONE;
    private @Nullable WireBlock open;
    /** Whether the source has closed the open block, which stays open only for what may still come for it. */
    private boolean lingers;

    private int lastText = NONE;
    private boolean calls;
    private boolean refused;
    private int weight;

    WireBlocks(MessageFrames frames, AnswerContext context) {
        this.frames = frames;
        this.seal = new ReasoningSeal(context.issuer());
        this.callId = context.callId();
    }

    void open(StreamEvent.BlockOpened opened) {
        if (opened.kind() instanceof Kind.Opaque opaque && MessageCitations.areOf(opaque.type())) {
            MessageCitations.of(opaque.type(), opaque.json()).ifPresent(this::cite);
            return;
        }
        if (opened.kind() instanceof Kind.Text || opened.kind() instanceof Kind.Refusal) {
            lastText = opened.block();
        }
        WireBlock current = open;
        if (current != null && (lingers || current.isComplete())) {
            end();
        }
        if (open == null) {
            begin(opened);
        } else {
            waiting.put(opened.block(), new WaitingBlock(opened));
            weight += OVERHEAD;
        }
    }

    /** Takes what is new in a block; what comes for one that is closed already is passed over. */
    void take(int block, StreamEvent event, int length) {
        step(block, length, wire -> wire.take(event));
        WireBlock current = open;
        if (current != null && !waiting.isEmpty() && current.isComplete()) {
            end();
            next();
        }
    }

    void close(int block) {
        WaitingBlock later = waiting.get(block);
        WireBlock current = open;
        if (later != null) {
            later.close();
        } else if (block == number && current != null) {
            lingers = current.mayLinger() && waiting.isEmpty();
            if (!lingers) {
                end();
                next();
            }
        }
    }

    /** Closes all blocks, in their order. */
    void endAll() {
        end();
        while (!waiting.isEmpty()) {
            next();
            end();
        }
    }

    /** Forgets the blocks, of which nothing was written. */
    void forget() {
        waiting.clear();
        open = null;
        number = NONE;
        lastText = NONE;
        calls = false;
        refused = false;
    }

    boolean isOverflowing() {
        return weight > MOST_WAITING;
    }

    boolean calls() {
        return calls;
    }

    boolean isRefused() {
        return refused;
    }

    private void cite(JsonNode citation) {
        if (lastText != NONE) {
            step(lastText, OVERHEAD, wire -> wire.cite(citation));
        }
    }

    private void step(int block, int length, Consumer<WireBlock> step) {
        WaitingBlock later = waiting.get(block);
        WireBlock current = open;
        if (later != null) {
            later.add(step);
            weight += OVERHEAD + length;
        } else if (block == number && current != null) {
            step.accept(current);
        }
    }

    /** Opens the blocks that wait, up to one that is not closed yet. */
    private void next() {
        Iterator<WaitingBlock> later = waiting.values().iterator();
        while (open == null && later.hasNext()) {
            WaitingBlock block = later.next();
            later.remove();
            WireBlock begun = begin(block.opened());
            block.replay(begun);
            if (block.isClosed() || (begun.isComplete() && !waiting.isEmpty())) {
                end();
            }
        }
        if (waiting.isEmpty()) {
            weight = 0;
        }
    }

    private void end() {
        WireBlock ended = open;
        if (ended != null) {
            open = null;
            number = NONE;
            lingers = false;
            ended.end();
        }
    }

    private WireBlock begin(StreamEvent.BlockOpened opened) {
        WireBlock begun = blockOf(opened);
        open = begun;
        number = opened.block();
        lingers = false;
        return begun;
    }

    private WireBlock blockOf(StreamEvent.BlockOpened opened) {
        if (opened.kind() instanceof Kind.ToolCall call) {
            calls = true;
            String id = ids.call(call.id().isEmpty() ? callId + "/" + opened.block() : call.id());
            return new ToolUseOnWire(frames, id, call.name());
        } else if (opened.kind() instanceof Kind.Reasoning) {
            return new ThinkingOnWire(frames, seal);
        } else if (opened.kind() instanceof Kind.Opaque opaque) {
            return MessageBlocks.ofAnthropic(opaque.type(), opaque.json())
                    .<WireBlock>map(block -> new NativeOnWire(frames, opaque.type(), block))
                    .orElseGet(WireBlock.Skipped::new);
        }
        refused |= opened.kind() instanceof Kind.Refusal;
        return new TextOnWire(frames);
    }
}
