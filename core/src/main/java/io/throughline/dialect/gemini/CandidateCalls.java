package io.throughline.dialect.gemini;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the calls of one candidate. Most come whole, in one part; on Vertex they may come in pieces, of which the first has the name and the last,
 * where there is one, has nothing. The arguments are told as they come.
 */
final class CandidateCalls {
    /** More calls than any answer has. */
    private static final int MOST_IDS = 4096;

    private final int choice;
    private final CandidateBlocks blocks;
    private final StreamEvent.Sink sink;
    private final Set<String> ids = new HashSet<>();
    private @Nullable StreamedArguments pieces;
    private int openBlock;
    private boolean any;

    CandidateCalls(int choice, CandidateBlocks blocks, StreamEvent.Sink sink) {
        this.choice = choice;
        this.blocks = blocks;
        this.sink = sink;
    }

    void take(CallFields call, byte[] data) throws IOException {
        String name = call.name;
        if (name == null) {
            takeMore(call, data);
            return;
        }
        close();
        if (call.id != null && (ids.size() >= MOST_IDS || !ids.add(call.id))) {
            return; // told before: some proxies send a call again
        }
        any = true;
        openBlock = blocks.open(new Kind.ToolCall(call.id == null ? "" : call.id, name));
        if (call.goesOn || call.partialArgs != null) {
            pieces = new StreamedArguments();
            takeMore(call, data);
        } else {
            tell(call.args == null ? "{}" : Candidate.compact(call.args));
            blocks.close();
        }
    }

    boolean any() {
        return any;
    }

    /** Ends a call whose last piece has not come. */
    void close() {
        StreamedArguments begun = pieces;
        if (begun != null) {
            pieces = null;
            tell(begun.end());
            blocks.close();
        }
    }

    private void takeMore(CallFields call, byte[] data) throws IOException {
        StreamedArguments begun = pieces;
        if (begun == null) {
            return;
        }
        if (call.partialArgs != null) {
            try {
                tell(begun.add(data, call.partialArgs));
            } catch (UnorderedArgumentsException e) {
                sink.accept(new StreamEvent.Failed(ModelError.of(
                        ModelError.Kind.UPSTREAM, "The provider streamed a tool call's arguments out of order.")));
                sink.accept(new StreamEvent.Ended());
            }
        }
        if (!call.goesOn) {
            close();
        }
    }

    private void tell(String json) {
        if (!json.isEmpty()) {
            sink.accept(new StreamEvent.ArgumentsDelta(choice, openBlock, json));
        }
    }
}
