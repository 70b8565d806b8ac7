package io.throughline.dialect.chat;

import io.throughline.dialect.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the tool calls of one choice apart.
 *
 * <p>Providers number them from 0 or from 1, all with 0, or not at all; they repeat the id on each delta, or send an empty one; and some send a whole
 * call again. So a part belongs to the call of its id, else to the call of its number, else to the last one; and a name with an id not seen before
 * begins a call.
 */
final class ChatCalls {
    /** More calls than any model makes in one answer. */
    private static final int MOST = 4096;

    private final int choice;
    private final StreamEvent.Sink sink;
    private final List<Call> calls = new ArrayList<>(1);

    ChatCalls(int choice, StreamEvent.Sink sink) {
        this.choice = choice;
        this.sink = sink;
    }

    /** Tells what a part brings, and returns the number of the next block. */
    int take(CallPart part, int nextBlock) {
        Call call = callOf(part);
        if (call != null) {
            if (!call.isSentAgain(part)) {
                call.add(part.arguments());
                tell(call, part.arguments());
            }
            return nextBlock;
        }
        if (calls.size() >= MOST) {
            return nextBlock;
        }
        Call begun = new Call(part.index(), part.id(), nextBlock);
        calls.add(begun);
        sink.accept(
                new StreamEvent.BlockOpened(choice, nextBlock, new StreamEvent.Kind.ToolCall(part.id(), part.name())));
        begun.add(part.arguments());
        tell(begun, part.arguments());
        return nextBlock + 1;
    }

    void close() {
        for (Call call : calls) {
            if (!call.closed) {
                call.closed = true;
                sink.accept(new StreamEvent.BlockClosed(choice, call.block));
            }
        }
    }

    private void tell(Call call, String arguments) {
        if (!arguments.isEmpty()) {
            sink.accept(new StreamEvent.ArgumentsDelta(choice, call.block, arguments));
        }
    }

    private @Nullable Call callOf(CallPart part) {
        Call sameId = part.id().isEmpty() ? null : lastWithId(part.id());
        if (sameId != null) {
            return sameId;
        }
        Call numbered = part.index() == CallPart.NO_INDEX ? last() : lastWithIndex(part.index());
        boolean begins = !part.name().isEmpty() && (!part.id().isEmpty() || part.index() == CallPart.NO_INDEX);
        return begins ? null : numbered;
    }

    private @Nullable Call last() {
        return calls.isEmpty() ? null : calls.get(calls.size() - 1);
    }

    private @Nullable Call lastWithId(String id) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).id.equals(id)) {
                return calls.get(i);
            }
        }
        return null;
    }

    private @Nullable Call lastWithIndex(long index) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    /** A call, and enough of its arguments to know them again. */
    private static final class Call {
        private final long index;
        private final String id;
        private final int block;
        private int length;
        private int hash;
        private boolean closed;

        private Call(long index, String id, int block) {
            this.index = index;
            this.id = id;
            this.block = block;
        }

        private void add(String arguments) {
            length += arguments.length();
            for (int i = 0; i < arguments.length(); i++) {
                hash = 31 * hash + arguments.charAt(i);
            }
        }

        /** Returns whether the part holds the call's name, id and all its arguments once more. */
        private boolean isSentAgain(CallPart part) {
            return !part.name().isEmpty()
                    && part.id().equals(id)
                    && !part.id().isEmpty()
                    && part.arguments().length() == length
                    && part.arguments().hashCode() == hash;
        }
    }
}
