package io.throughline.servlet;

import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Where a filter's handler comes from, and whose it is to close. */
interface Handlers {
    /** Returns the handler of a Throughline that somebody else made and closes. */
    static Handlers given(Throughline throughline) {
        return given(request -> {
            throw new UnsupportedOperationException("Throughline can't handle calls yet");
        });
    }

    /** Returns a handler that somebody else made and closes. */
    static Handlers given(Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        return () -> handler;
    }

    /** Returns the handler of the Throughline that the filter's configuration describes, made at {@code init}, closed with the filter. */
    static Handlers configured() {
        return given(request -> {
            throw new UnsupportedOperationException("a configured Throughline can't be made yet");
        });
    }

    /** Returns the handler. */
    Function<ProxyRequest, CompletionStage<ProxyResponse>> handler();

    /** Makes what the filter's configuration describes. */
    default void init(FilterConfig config) throws ServletException {}

    /** Closes what was made. */
    default void close() {}
}
