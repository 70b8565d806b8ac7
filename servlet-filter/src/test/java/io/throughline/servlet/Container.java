package io.throughline.servlet;

import java.net.URI;

/** A running servlet container with filters in it. */
interface Container extends AutoCloseable {
    /** Returns the port it listens on. */
    int port();

    @Override
    void close() throws Exception;

    /** Returns the address of {@code path}. */
    default URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }
}
