package io.throughline;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a tap's faults to itself: what it throws is logged once and ends its watch; its end comes once, whoever calls it twice. */
final class OnceTap implements Tap {
    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);

    private final Tap tap;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean broken;

    OnceTap(Tap tap) {
        this.tap = tap;
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        if (broken || ended.get()) {
            return;
        }
        try {
            tap.bytes(bytes);
        } catch (RuntimeException | LinkageError e) {
            broken = true;
            LOG.warn("A tap failed and watches this body no further: {}", e.toString());
        }
    }

    @Override
    public void end(End end) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            tap.end(end);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("A tap failed at the end of a body: {}", e.toString());
        }
    }
}
