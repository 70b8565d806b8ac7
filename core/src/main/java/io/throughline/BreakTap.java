package io.throughline;

import java.nio.ByteBuffer;

/** Tells when a body breaks. */
final class BreakTap implements Tap {
    private final Runnable broke;

    BreakTap(Runnable broke) {
        this.broke = broke;
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        // only how it ends matters
    }

    @Override
    public void end(End end) {
        if (end instanceof End.Failed) {
            broke.run();
        }
    }
}
