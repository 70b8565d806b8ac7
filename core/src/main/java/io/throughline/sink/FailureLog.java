package io.throughline.sink;

import java.time.Duration;
import org.slf4j.Logger;

/** Says that a sink fails once a minute, not once a record. Used by the sink's thread alone. */
final class FailureLog {
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String sink;
    private long lastSaid = System.nanoTime() - QUIET;
    private boolean down;

    FailureLog(Logger log, String sink) {
        this.log = log;
        this.sink = sink;
    }

    void failed(Throwable failure, SinkStatus status) {
        down = true;
        long now = System.nanoTime();
        if (now - lastSaid >= QUIET) {
            lastSaid = now;
            log.warn(
                    "Sink {} fails: {}. {} records wait, dropped so far: {}",
                    sink,
                    describe(failure),
                    status.waiting(),
                    status.dropped());
        }
    }

    void wrote() {
        if (down) {
            down = false;
            log.info("Sink {} is back", sink);
        }
    }

    /** A checked exception tells of the place and may speak; any other may quote content and may not. */
    private static String describe(Throwable failure) {
        boolean checked = failure instanceof Exception && !(failure instanceof RuntimeException);
        return checked ? rootClass(failure) + ": " + failure.getMessage() : rootClass(failure);
    }

    /** Returns the class of what is behind it all. */
    static String rootClass(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < 16 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root.getClass().getName();
    }
}
