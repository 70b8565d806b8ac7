package io.throughline.sdk;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.throughline.Advice;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** LangChain4j's HTTP client over the handler. Its parsers of events block, so each stream under way has a thread of its own. */
final class LangChainClient implements HttpClient {
    /** Idle threads go soon; there are none before the first stream. */
    private static final Executor STREAMS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "throughline-langchain4j");
                thread.setDaemon(true);
                return thread;
            });

    private final InProcess handler;
    private final HttpClient delegate;
    private final Mode mode;
    private final Duration patience;
    private final Advice advice;

    LangChainClient(InProcess handler, HttpClient delegate, Mode mode, Duration patience, Advice advice) {
        this.handler = handler;
        this.delegate = delegate;
        this.mode = mode;
        this.patience = patience;
        this.advice = advice;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Cancellation leave = new Cancellation();
        Optional<Mode> handled = handled(request);
        Optional<ProxyRequest> call = handled.flatMap(it -> handler.made(() -> call(request, leave)));
        if (call.isEmpty()) {
            return plain(request);
        }
        if (handled.get() == Mode.OBSERVE) {
            return told(request, new ObservedLangChain(handler.throughline(), delegate, request, call.get()).execute());
        }
        try {
            ProxyResponse response = begin(call.get(), leave).await();
            byte[] body = whole(response);
            if (response.status() / 100 != 2) {
                throw failure(response, body);
            }
            return SuccessfulHttpResponse.builder()
                    .statusCode(response.status())
                    .headers(response.headers().toMap())
                    .body(body)
                    .build();
        } catch (NotRoutedException e) {
            return plain(request); // counted already; nothing was sent
        } catch (InterruptedIOException e) {
            throw new TimeoutException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        Cancellation leave = new Cancellation();
        ServerSentEventListener told = new ToldListener(listener, response -> told(request, response));
        Optional<Mode> handled = handled(request);
        Optional<ProxyRequest> call = handled.flatMap(it -> handler.made(() -> call(request, leave)));
        if (call.isEmpty()) {
            delegate.execute(request, parser, told);
        } else if (handled.get() == Mode.OBSERVE) {
            new ObservedLangChain(handler.throughline(), delegate, request, call.get()).execute(parser, told);
        } else {
            STREAMS.execute(() -> {
                try {
                    stream(begin(call.get(), leave), parser, listener);
                } catch (NotRoutedException e) {
                    delegate.execute(request, parser, told); // counted already; nothing was sent
                }
            });
        }
    }

    /** The call as the application made it. */
    private SuccessfulHttpResponse plain(HttpRequest request) {
        return told(request, delegate.execute(request));
    }

    /** Says so where the answer comes from a Throughline already. */
    private SuccessfulHttpResponse told(HttpRequest request, SuccessfulHttpResponse response) {
        Optional<String> callId = response.headers().entrySet().stream()
                .filter(field -> Advice.callIdField().equalsIgnoreCase(field.getKey()))
                .flatMap(field -> field.getValue().stream())
                .findFirst();
        if (callId.isPresent()) {
            advice.cameWith(callId, URI.create(request.url()));
        }
        return response;
    }

    private static void stream(SdkCall call, ServerSentEventParser parser, ServerSentEventListener listener) {
        try {
            ProxyResponse response = call.await();
            if (response.status() / 100 != 2) {
                listener.onError(failure(response, whole(response)));
                return;
            }
            listener.onOpen(SuccessfulHttpResponse.builder()
                    .statusCode(response.status())
                    .headers(response.headers().toMap())
                    .build());
            try (InputStream events = response.body().inputStream()) {
                parser.parse(events, listener);
            }
            listener.onClose();
        } catch (NotRoutedException e) {
            throw e;
        } catch (InterruptedIOException e) {
            listener.onError(new TimeoutException(e));
        } catch (IOException | RuntimeException e) {
            listener.onError(e);
        }
    }

    /** Forms, which carry files, are none of the calls that Throughline serves. */
    private Optional<Mode> handled(HttpRequest request) {
        boolean form =
                !request.formDataFields().isEmpty() || !request.formDataFiles().isEmpty();
        return form
                ? Optional.empty()
                : handler.handles(mode, request.method().name(), () -> URI.create(request.url()));
    }

    private ProxyRequest call(HttpRequest request, Cancellation leave) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Body body =
                request.body() == null ? Body.empty() : Body.of(request.body().getBytes(StandardCharsets.UTF_8));
        return handler.call(request.method().name(), URI.create(request.url()), headers.build(), body, leave);
    }

    private SdkCall begin(ProxyRequest call, Cancellation leave) {
        return SdkCall.under(handler.throughline().route(call), leave, patience);
    }

    private static byte[] whole(ProxyResponse response) throws IOException {
        try (InputStream body = response.body().inputStream()) {
            return body.readAllBytes();
        }
    }

    private static HttpException failure(ProxyResponse response, byte[] body) {
        return new HttpException(response.status(), new String(body, StandardCharsets.UTF_8));
    }
}
