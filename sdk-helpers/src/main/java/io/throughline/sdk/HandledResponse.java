package io.throughline.sdk;

import io.throughline.Cancellation;
import io.throughline.ProxyResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLSession;

/** The handler's answer as the JDK's client hands out its own. */
record HandledResponse<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body) implements HttpResponse<T> {

    /** Reads an answer as its reader wants it; the stage completes when the reader has its body, which for a stream is at once. */
    static <T> CompletionStage<HttpResponse<T>> read(
            HttpRequest request, ProxyResponse answer, BodyHandler<T> reading, Cancellation leave) {
        HttpHeaders headers = HttpHeaders.of(answer.headers().toMap(), (name, value) -> true);
        BodySubscriber<T> reader = reading.apply(new Info(answer.status(), headers));
        // bodies come pushed: the JDK's client behind the handler has no others
        answer.body().publisher(ForkJoinPool.commonPool()).subscribe(new Buffers(reader, leave));
        return reader.getBody().thenApply(body -> new HandledResponse<>(request, answer.status(), headers, body));
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return HttpClient.Version.HTTP_1_1;
    }

    private record Info(int statusCode, HttpHeaders headers) implements ResponseInfo {
        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    /** Buffers one by one, for a reader that takes lists of them. */
    private record Buffers(BodySubscriber<?> reader, Cancellation leave) implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            leave.onCancel(subscription::cancel);
            reader.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            reader.onNext(List.of(buffer));
        }

        @Override
        public void onError(Throwable failure) {
            reader.onError(failure);
        }

        @Override
        public void onComplete() {
            reader.onComplete();
        }
    }
}
