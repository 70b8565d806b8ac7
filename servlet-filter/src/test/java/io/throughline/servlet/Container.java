package io.throughline.servlet;

import java.net.URI;
import java.time.Duration;

/** A running servlet container with filters in it. */
interface Container extends AutoCloseable {
    /** How long a connection may be silent between calls, and by some containers' reckoning within one. */
    Duration IDLE = Duration.ofSeconds(2);

    /** Returns the port it listens on. */
    int port();

    @Override
    void close() throws Exception;

    /** Returns the address of {@code path}. */
    default URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }
}
