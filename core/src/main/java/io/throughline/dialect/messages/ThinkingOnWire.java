package io.throughline.dialect.messages;

import io.throughline.dialect.StreamEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reasoning as it is streamed. Its encrypted form waits for the end, since it may be told more than once. */
final class ThinkingOnWire implements WireBlock {
    private final MessageFrames frames;
    private final ReasoningSeal seal;
    private boolean open;
    private boolean signed;
    private @Nullable String encrypted;

    ThinkingOnWire(MessageFrames frames, ReasoningSeal seal) {
        this.frames = frames;
        this.seal = seal;
    }

    @Override
    public void take(StreamEvent event) {
        if (event instanceof StreamEvent.TextDelta delta && !delta.text().isEmpty()) {
            open();
            frames.delta("thinking_delta", "thinking", delta.text());
        } else if (event instanceof StreamEvent.SignatureDelta delta
                && !delta.signature().isEmpty()) {
            seal.beforeSignature().ifPresent(before -> {
                sign(signed ? delta.signature() : before + delta.signature());
            });
        } else if (event instanceof StreamEvent.EncryptedReasoning told) {
            encrypted = told.data();
        }
    }

    @Override
    public void end() {
        Optional<String> data = Optional.ofNullable(encrypted);
        if (open && !signed) {
            data.flatMap(seal::asSignature).ifPresent(this::sign);
            data = Optional.empty();
        }
        if (open) {
            frames.stop();
        }
        data.flatMap(seal::redacted).ifPresent(redacted -> {
            frames.start(MessageBlocks.redacted(redacted));
            frames.stop();
        });
    }

    @Override
    public boolean mayLinger() {
        return true;
    }

    private void sign(String signature) {
        open();
        signed = true;
        frames.delta("signature_delta", "signature", signature);
    }

    private void open() {
        if (!open) {
            open = true;
            frames.start(MessageBlocks.thinking("", ""));
        }
    }
}
