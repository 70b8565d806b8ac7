package io.throughline.sdk;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.util.function.Consumer;

/**
 * A listener of LangChain4j, with somebody shown the response's head first.
 *
 * @param listener hears all
 * @param opened is shown the head
 */
record ToldListener(ServerSentEventListener listener, Consumer<SuccessfulHttpResponse> opened)
        implements ServerSentEventListener {
    @Override
    public void onOpen(SuccessfulHttpResponse response) {
        opened.accept(response);
        listener.onOpen(response);
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
        listener.onEvent(event, context);
    }

    @Override
    public void onEvent(ServerSentEvent event) {
        listener.onEvent(event);
    }

    @Override
    public void onError(Throwable thrown) {
        listener.onError(thrown);
    }

    @Override
    public void onClose() {
        listener.onClose();
    }
}
