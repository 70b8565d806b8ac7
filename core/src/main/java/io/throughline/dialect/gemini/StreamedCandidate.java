package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonSplicer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes one candidate of a stream: what of a block must be whole before it goes out is kept until the block closes. */
final class StreamedCandidate {
    private final CandidateWriter writer;
    private final WaitingText waiting;
    private final TreeMap<Integer, OpenBlock> open = new TreeMap<>();
    private @Nullable FinishReason reason;

    StreamedCandidate(int index, AnswerContext context, WaitingText waiting) {
        this.writer = new CandidateWriter(index, context);
        this.waiting = waiting;
    }

    void accept(StreamEvent event) {
        if (event instanceof StreamEvent.BlockOpened opened) {
            open.put(opened.block(), new OpenBlock(opened.kind()));
        } else if (event instanceof StreamEvent.TextDelta delta) {
            text(delta);
        } else if (event instanceof StreamEvent.ArgumentsDelta delta) {
            keep(delta.block(), delta.json());
        } else if (event instanceof StreamEvent.SignatureDelta delta) {
            sign(delta);
        } else if (event instanceof StreamEvent.EncryptedReasoning told && open.containsKey(told.block())) {
            open.get(told.block()).encrypted = told.data();
        } else if (event instanceof StreamEvent.OpaqueTold told && open.containsKey(told.block())) {
            open.get(told.block()).opaque = told.json();
        } else if (event instanceof StreamEvent.BlockClosed closed) {
            close(closed.block());
        } else if (event instanceof StreamEvent.LogprobsTold told) {
            waiting.add(told.json().length());
            writer.logprobs(told.json());
        } else if (event instanceof StreamEvent.Finished finished) {
            finish(finished);
        }
    }

    boolean hasParts() {
        return writer.hasParts();
    }

    ObjectNode next() {
        return writer.next();
    }

    ObjectNode last() {
        new ArrayList<>(open.keySet()).forEach(this::close);
        writer.flush();
        return writer.last();
    }

    private void text(StreamEvent.TextDelta delta) {
        OpenBlock block = open.get(delta.block());
        if (block == null) {
            return;
        }
        if (block.kind instanceof Kind.Reasoning) {
            writer.thought(delta.text());
            block.told |= !delta.text().isEmpty();
        } else {
            writer.text(delta.text());
        }
    }

    private void sign(StreamEvent.SignatureDelta delta) {
        OpenBlock block = open.get(delta.block());
        if (block != null) {
            block.signature = Optional.of(block.signature.orElse("") + delta.signature());
            waiting.add(delta.signature().length());
        }
    }

    private void keep(int number, String text) {
        OpenBlock block = open.get(number);
        if (block != null) {
            block.text.append(text);
            waiting.add(text.length());
        }
    }

    private void close(int number) {
        OpenBlock block = open.remove(number);
        if (block == null) {
            return;
        }
        waiting.remove(block.text.length() + block.signature.orElse("").length());
        if (block.kind instanceof Kind.ToolCall call) {
            writer.take(number, new Block.ToolCall(call.id(), call.name(), block.text.toString()));
        } else if (block.kind instanceof Kind.Reasoning && block.isSigned()) {
            Block.Reasoning rest = new Block.Reasoning("", block.signature, Optional.ofNullable(block.encrypted));
            if (block.told) {
                writer.signThought(rest);
            } else {
                writer.take(number, rest);
            }
        } else if (block.kind instanceof Kind.Opaque opaque) {
            writer.take(number, new Block.Opaque(opaque.type(), block.opaque(opaque)));
        }
    }

    /** The first reason counts, but tool calls count more than a plain stop. */
    private void finish(StreamEvent.Finished finished) {
        if (reason == null || (reason == FinishReason.STOP && finished.reason() == FinishReason.TOOL_CALLS)) {
            reason = finished.reason();
            writer.finish(finished.reason(), finished.raw());
        }
    }

    /** A block that is not whole. */
    private static final class OpenBlock {
        private final Kind kind;
        private final StringBuilder text = new StringBuilder();
        private Optional<String> signature = Optional.empty();
        private @Nullable String encrypted;
        private @Nullable String opaque;
        /** Whether its text has gone out. */
        private boolean told;

        private OpenBlock(Kind kind) {
            this.kind = kind;
        }

        private boolean isSigned() {
            return signature.isPresent() || encrypted != null;
        }

        private String opaque(Kind.Opaque piece) {
            if (opaque != null) {
                return opaque;
            }
            return text.isEmpty() ? piece.json() : JsonSplicer.withField(piece.json(), "input", text.toString());
        }
    }
}
