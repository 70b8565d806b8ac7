package io.throughline.spring;

import io.micrometer.observation.ObservationRegistry;
import io.throughline.Advice;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.Mode;
import io.throughline.NotRoutedException;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.thread.CallingContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Throughline in a {@code RestClient} or a {@code RestTemplate}. It acts on requests to the hosts of configured providers; every other request
 * passes as it is.
 *
 * <pre>{@code
 * RestClient client = RestClient.builder().requestInterceptor(new ThroughlineInterceptor(throughline)).build();
 * }</pre>
 *
 * <p>The call stays on the caller's thread, over the client's own request factory. The answer's body is a stream that the caller reads as it
 * comes; it is not kept back. Add it last, so that it sees requests as they go out. Safe for use by many threads; the {@link Throughline}
 * stays its maker's to close.
 */
public final class ThroughlineInterceptor implements ClientHttpRequestInterceptor {
    private final Throughline throughline;
    private final Mode mode;
    private final ObservationRegistry observations;
    private final Advice advice;

    /** Makes an interceptor that routes. */
    public ThroughlineInterceptor(Throughline throughline) {
        this(throughline, Mode.ROUTE);
    }

    /** Makes an interceptor. */
    public ThroughlineInterceptor(Throughline throughline, Mode mode) {
        this(throughline, mode, ObservationRegistry.NOOP);
    }

    /**
     * Makes an interceptor whose calls are observed as {@code gen_ai.client.operation}.
     *
     * @param throughline the handler
     * @param mode what to do with a call
     * @param observations the application's; a call within a model's observation, as Spring AI makes them, is not observed again
     */
    public ThroughlineInterceptor(Throughline throughline, Mode mode, ObservationRegistry observations) {
        this.throughline = throughline;
        this.mode = mode;
        this.observations = observations;
        this.advice = new Advice("ThroughlineInterceptor", throughline);
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        if (!throughline.isProviders(request.getURI())) {
            return elsewhere(request, execution.execute(request, body));
        }
        if (!isFirst(request)) {
            return execution.execute(request, body);
        }
        try {
            return handled(request, body, execution);
        } catch (NotRoutedException e) {
            return execution.execute(request, body); // counted already; nothing was sent
        } finally {
            advice.isOver(request.getAttributes()); // who tries again may do so with the same request
        }
    }

    /** A request that can't bear the mark is not ours to fail. */
    private boolean isFirst(HttpRequest request) {
        try {
            return advice.isFirst(request.getAttributes(), request.getURI());
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
            return false;
        }
    }

    private ClientHttpResponse handled(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        Cancellation cancellation = new Cancellation();
        ProxyRequest call;
        boolean observed;
        try {
            call = call(request, body, cancellation);
            observed = !observations.isNoop()
                    && throughline.handles(mode, call.method(), call.target()).isPresent();
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
            return execution.execute(request, body);
        }
        ProxyResponse answer = observed
                ? observed(call, cancellation, request, body, execution)
                : answer(call, cancellation, request, body, execution);
        return new AnsweredResponse(answer);
    }

    private ProxyResponse observed(
            ProxyRequest call,
            Cancellation cancellation,
            HttpRequest request,
            byte[] body,
            ClientHttpRequestExecution execution)
            throws IOException {
        Observed observed = Observed.begin(throughline, observations, call, null);
        Observed.Within within = observed.open();
        try {
            ProxyResponse answer = answer(observed.watched(call), cancellation, request, body, execution);
            observed.answered(answer.headers().first(Advice.callIdField()).isPresent());
            return answer;
        } catch (IOException | RuntimeException e) {
            observed.failed(e);
            throw e;
        } finally {
            within.close();
        }
    }

    private ProxyResponse answer(
            ProxyRequest call,
            Cancellation cancellation,
            HttpRequest request,
            byte[] body,
            ClientHttpRequestExecution execution)
            throws IOException {
        return await(mode.call(throughline, call, outbound -> send(outbound, request, body, execution)), cancellation);
    }

    /** Another host's answer passes as it is; it may tell of wrong use. */
    private ClientHttpResponse elsewhere(HttpRequest request, ClientHttpResponse response) {
        advice.cameWith(Optional.ofNullable(response.getHeaders().getFirst(Advice.callIdField())), request.getURI());
        return response;
    }

    /** What the application made goes out as the very object, else a request like it. */
    private CompletionStage<ProxyResponse> send(
            ProxyRequest outbound, HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        try {
            boolean same = outbound.body() instanceof Body.Bytes bytes && bytes.bytes() == body;
            boolean untouched = same && outbound.target().equals(request.getURI()) && mode == Mode.OBSERVE;
            ClientHttpResponse response =
                    untouched ? execution.execute(request, body) : RoutedRequest.execute(outbound, request, execution);
            ProxyResponse answer = ReceivedResponse.of(response);
            advice.cameWith(
                    Optional.ofNullable(response.getHeaders().getFirst(Advice.callIdField())), outbound.target());
            return CompletableFuture.completedStage(answer);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static ProxyRequest call(HttpRequest request, byte[] body, Cancellation cancellation) {
        Headers.Builder headers = Headers.builder();
        request.getHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new ProxyRequest(
                request.getMethod().name(),
                request.getURI(),
                headers.build(),
                Body.of(body),
                CallingContext.carried(Attributes.none().with(Cancellation.KEY, cancellation)));
    }

    /** Whatever the client threw is thrown, as the very object. */
    private static ProxyResponse await(CompletionStage<ProxyResponse> answer, Cancellation cancellation)
            throws IOException {
        try {
            return answer.toCompletableFuture().get();
        } catch (InterruptedException e) {
            cancellation.cancel();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a provider was awaited");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failed) {
                throw failed;
            }
            if (cause instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IOException("the call failed", cause);
        }
    }
}
