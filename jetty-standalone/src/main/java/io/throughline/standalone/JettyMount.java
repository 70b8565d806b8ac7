package io.throughline.standalone;

import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The handler as a Jetty handler: bodies both ways as they come, at the pace of whoever reads them, with no thread of their own.
 *
 * <p>Jetty calls it from any of its threads; it never blocks.
 */
public final class JettyMount extends Handler.Abstract.NonBlocking {
    private final Function<ProxyRequest, CompletionStage<ProxyResponse>> handler;
    private final Executor reads;
    private final YoungCalls young = new YoungCalls();

    /**
     * Mounts {@code handler}.
     *
     * @param handler answers every request; its stage never fails
     * @param reads runs the reads of bodies that can only be read by blocking
     */
    public JettyMount(Function<ProxyRequest, CompletionStage<ProxyResponse>> handler, Executor reads) {
        this.handler = handler;
        this.reads = reads;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        new JettyExchange(request, response, callback, young, reads).run(handler);
        return true;
    }
}
