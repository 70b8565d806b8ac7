package io.throughline.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * Tomcat, by the servlet API alone: asked for the available bytes of a request that has a read listener and no bytes left, it reads the
 * connection without blocking, and answers 1 when that fails, so that the next read would tell why. Behind a whole request this means that
 * the client has gone, or that it has sent its next request before it has this answer. No client of a model is known to do that.
 */
final class TomcatConnection implements ClientConnection {
    private final ServletInputStream in;

    TomcatConnection(ServletInputStream in) {
        this.in = in;
    }

    @Override
    public boolean isGone() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** The end of a stream does it; an answer that falls short of its length ends with the connection's idle timeout. */
    @Override
    public void cutOff() {}
}
