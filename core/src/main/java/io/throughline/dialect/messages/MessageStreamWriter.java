package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes one streamed message. What ends it waits for the end of the source, since usage may follow it. */
final class MessageStreamWriter implements StreamEvent.Sink {
    private static final int CHOICE = 0;

    private final AnswerContext context;
    private final Consumer<byte[]> out;
    private final MessageFrames frames;
    private final WireBlocks blocks;
    private Optional<String> model = Optional.empty();
    private Optional<Usage> usage = Optional.empty();
    private Optional<String> tier = Optional.empty();
    private @Nullable FinishReason reason;
    private boolean begun;
    private boolean over;

    MessageStreamWriter(AnswerContext context, Consumer<byte[]> out) {
        this.context = context;
        this.out = out;
        this.frames = new MessageFrames(out);
        this.blocks = new WireBlocks(frames, context);
    }

    @Override
    public void accept(StreamEvent event) {
        if (over) {
            return;
        }
        if (event instanceof StreamEvent.Started who) {
            model = who.model().or(() -> model);
            who.id().ifPresent(this::begin);
        } else if (event instanceof StreamEvent.UsageTold told) {
            usage = Optional.of(told.usage());
        } else if (event instanceof StreamEvent.TierTold told) {
            tier = Optional.of(told.tier());
        } else if (event instanceof StreamEvent.Finished finished) {
            finish(finished);
        } else if (event instanceof StreamEvent.Restarted) {
            restart();
        } else if (event instanceof StreamEvent.Failed failed) {
            fail(failed.error());
        } else if (event instanceof StreamEvent.Ended) {
            end();
        } else {
            content(event);
        }
    }

    private void content(StreamEvent event) {
        if (event instanceof StreamEvent.BlockOpened opened && opened.choice() == CHOICE) {
            begin(MessageHeads.idOf(context));
            blocks.open(opened);
        } else if (event instanceof StreamEvent.TextDelta delta && delta.choice() == CHOICE) {
            blocks.take(delta.block(), delta, delta.text().length());
        } else if (event instanceof StreamEvent.ArgumentsDelta delta && delta.choice() == CHOICE) {
            blocks.take(delta.block(), delta, delta.json().length());
        } else if (event instanceof StreamEvent.SignatureDelta delta && delta.choice() == CHOICE) {
            blocks.take(delta.block(), delta, delta.signature().length());
        } else if (event instanceof StreamEvent.EncryptedReasoning told && told.choice() == CHOICE) {
            blocks.take(told.block(), told, told.data().length());
        } else if (event instanceof StreamEvent.OpaqueTold told && told.choice() == CHOICE) {
            blocks.take(told.block(), told, told.json().length());
        } else if (event instanceof StreamEvent.BlockClosed closed && closed.choice() == CHOICE) {
            blocks.close(closed.block());
        }
        if (blocks.isOverflowing()) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider mixes too much of its answer's blocks."));
        }
    }

    /** The first reason counts, but tool calls count more than a plain stop. */
    private void finish(StreamEvent.Finished finished) {
        if (finished.choice() == CHOICE
                && (reason == null || (reason == FinishReason.STOP && finished.reason() == FinishReason.TOOL_CALLS))) {
            reason = finished.reason();
        }
    }

    private void restart() {
        if (frames.hasBlocks()) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider began its answer anew."));
        }
        reason = null;
        blocks.forget();
    }

    private void begin(String id) {
        if (begun) {
            return;
        }
        begun = true;
        ObjectNode event = MessageFrames.typed("message_start");
        ObjectNode message = MessageHeads.of(id, model, context);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", MessageCounts.unknown());
        event.set("message", message);
        frames.event(event);
        frames.event(MessageFrames.typed("ping"));
    }

    private void end() {
        if (reason == FinishReason.ERROR) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider broke off its answer."));
            return;
        }
        begin(MessageHeads.idOf(context));
        blocks.endAll();
        ObjectNode event = MessageFrames.typed("message_delta");
        StopReasons.write(reason, blocks.calls(), blocks.isRefused(), context, event.putObject("delta"));
        event.set("usage", MessageCounts.of(usage, tier));
        frames.event(event);
        frames.event(MessageFrames.typed("message_stop"));
        over = true;
    }

    private void fail(ModelError error) {
        over = true;
        out.accept(ErrorWriter.framedAsError(ErrorWriter.anthropic(error)));
    }
}
