package io.throughline.sdk;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One call under way through the handler, for a client that waits for its headers in its own way. */
final class SdkCall {
    private final Cancellation leave;
    private final CompletableFuture<ProxyResponse> response;
    private final Duration patience;

    private SdkCall(CompletionStage<ProxyResponse> response, Cancellation leave, Duration patience) {
        this.response = response.toCompletableFuture();
        this.leave = leave;
        this.patience = patience;
    }

    /** Waits for a call under way; after {@code patience} without headers it ends, unless that is zero. */
    static SdkCall under(CompletionStage<ProxyResponse> response, Cancellation leave, Duration patience) {
        return new SdkCall(response, leave, patience);
    }

    /** Begins a call; after {@code patience} without headers it ends, unless that is zero. */
    static SdkCall begin(InProcess handler, String method, URI target, Headers headers, Body body, Duration patience) {
        Cancellation leave = new Cancellation();
        return new SdkCall(handler.handle(method, target, headers, body, leave), leave, patience);
    }

    /** Returns the target of a path that a vendor's SDK has in segments, with its query. */
    static URI target(List<String> segments, Set<String> names, Function<String, List<String>> values) {
        StringBuilder target = new StringBuilder();
        segments.forEach(segment -> target.append('/').append(encoded(segment)));
        char separator = '?';
        for (String name : names) {
            for (String value : values.apply(name)) {
                target.append(separator).append(encoded(name)).append('=').append(encoded(value));
                separator = '&';
            }
        }
        return URI.create(target.toString());
    }

    /**
     * Waits for the response's headers on this thread.
     *
     * @throws IOException what the application's client threw, or when they don't come in time, or the thread is interrupted: the call has ended then
     */
    ProxyResponse await() throws IOException {
        try {
            ProxyResponse answer =
                    patience.isZero() ? response.get() : response.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (leave.isCancelled()) {
                throw new InterruptedIOException("the call was ended");
            }
            return answer;
        } catch (TimeoutException e) {
            leave();
            throw late();
        } catch (InterruptedException e) {
            leave();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failed) {
                throw failed;
            }
            if (cause instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IOException("the handler failed", cause);
        }
    }

    /** Returns what becomes of the response, once its headers are there. Who cancels it ends the call. */
    <T> CompletableFuture<T> then(Function<ProxyResponse, T> reading) {
        CompletableFuture<ProxyResponse> inTime =
                patience.isZero() ? response : response.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<T> result = inTime.thenApply(reading);
        result.whenComplete((value, failure) -> {
            if (failure != null) {
                leave();
            }
        });
        return result;
    }

    /** Ends the call: at once where it waits for its headers, else with its body. */
    void leave() {
        leave.cancel();
        response.thenAccept(late -> {
            try {
                late.body().inputStream().close();
            } catch (IOException e) {
                // it is closed, whatever it says
            }
        });
    }

    private static IOException late() {
        return new InterruptedIOException("no answer in time");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
