package io.throughline.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * Tomcat, by the servlet API alone: asked for the available bytes of a request that has a read listener and no bytes left, it reads the
 * connection without blocking, and answers 1 when that fails, so that the next read would tell why. Behind a whole request this means that
 * the client has gone, or that it has sent its next request before it has this answer. No client of a model is known to do that.
 */
final class TomcatConnection implements ClientConnection {
    private static final Duration AFTER_THE_TASK = Duration.ofMillis(50);

    private final ServletInputStream in;
    private final AsyncContext async;
    private final ClientWatch watch;
    private final StreamEnd end;

    TomcatConnection(ServletInputStream in, AsyncContext async, ClientWatch watch, StreamEnd end) {
        this.in = in;
        this.async = async;
        this.watch = watch;
        this.end = end;
    }

    @Override
    public boolean isGone() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * The end of a stream breaks by itself. For an answer of known length there is only this: Tomcat closes the connection of a committed answer when the call is completed after a task of its asynchronous context has failed. It
     * says to nobody when it has taken note of that, which is right after the task.
     */
    @Override
    public void cutOff(Runnable complete) {
        if (end.isTaken()) {
            complete.run();
            return;
        }
        async.start(() -> {
            watch.after(AFTER_THE_TASK, complete);
            throw new CutOff();
        });
    }

    private static final class CutOff extends RuntimeException {
        private CutOff() {
            super("the answer's source broke off", null, false, false);
        }
    }
}
