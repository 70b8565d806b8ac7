package io.throughline.sdk;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A call of LangChain4j that goes out by the application's own client, and is watched: what that client gives or throws stays as it is. */
final class ObservedLangChain {
    private final HttpClient client;
    private final HttpRequest request;
    private final CompletableFuture<ProxyResponse> received = new CompletableFuture<>();
    private final CompletionStage<ProxyResponse> watched;

    ObservedLangChain(Throughline throughline, HttpClient client, HttpRequest request, ProxyRequest call) {
        this.client = client;
        this.request = request;
        this.watched = throughline.observe(call, outbound -> received);
    }

    /** Makes a call whose answer comes whole. */
    SuccessfulHttpResponse execute() {
        try {
            SuccessfulHttpResponse response = client.execute(request);
            byte[] body = response.bodyBytes();
            received.complete(head(response, Body.of(body == null ? new byte[0] : body)));
            return response;
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    /** Makes a call whose answer is a stream. */
    void execute(ServerSentEventParser parser, ServerSentEventListener listener) {
        Opened opened = new Opened(listener);
        client.execute(
                request,
                (events, reader) -> {
                    // what watches does so on this thread, and is there at once
                    received.complete(opened.head(events));
                    ProxyResponse answer = watched.toCompletableFuture().join();
                    try (InputStream body = answer.body().inputStream()) {
                        parser.parse(body, reader);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                opened);
    }

    private void failed(Throwable thrown) {
        if (thrown instanceof HttpException told) {
            String message = String.valueOf(told.getMessage());
            received.complete(new ProxyResponse(
                    told.statusCode(),
                    Headers.of("Content-Type", "application/json"),
                    Body.of(message.getBytes(StandardCharsets.UTF_8))));
        } else {
            received.completeExceptionally(thrown);
        }
    }

    private static ProxyResponse head(SuccessfulHttpResponse response, Body body) {
        Headers.Builder headers = Headers.builder();
        response.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new ProxyResponse(response.statusCode(), headers.build(), body);
    }

    /** Hears all that the application's listener hears, and first. */
    private final class Opened implements ServerSentEventListener {
        private final ServerSentEventListener listener;
        private volatile ProxyResponse head =
                new ProxyResponse(200, Headers.of("Content-Type", "text/event-stream"), Body.empty());

        Opened(ServerSentEventListener listener) {
            this.listener = listener;
        }

        ProxyResponse head(InputStream events) {
            return head.with(new Body.Pull(events, OptionalLong.empty()));
        }

        @Override
        public void onOpen(SuccessfulHttpResponse response) {
            head = ObservedLangChain.head(response, Body.empty());
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
            failed(thrown);
            listener.onError(thrown);
        }

        @Override
        public void onClose() {
            listener.onClose();
        }
    }
}
