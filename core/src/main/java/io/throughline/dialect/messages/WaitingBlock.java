package io.throughline.dialect.messages;

import io.throughline.dialect.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A block that has begun while another is open, and what has come for it. */
final class WaitingBlock {
    private final StreamEvent.BlockOpened opened;
    private final List<Consumer<WireBlock>> steps = new ArrayList<>();
    private boolean closed;

    WaitingBlock(StreamEvent.BlockOpened opened) {
        this.opened = opened;
    }

    StreamEvent.BlockOpened opened() {
        return opened;
    }

    void add(Consumer<WireBlock> step) {
        steps.add(step);
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    void replay(WireBlock block) {
        steps.forEach(step -> step.accept(block));
    }
}
