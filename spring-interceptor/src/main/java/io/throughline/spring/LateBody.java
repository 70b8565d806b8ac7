package io.throughline.spring;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The body of a request that the client has not written yet: its bytes are there once the client writes it. */
final class LateBody implements Flow.Publisher<ByteBuffer> {
    private static final Attributes.Key<LateBody> KEY = new Attributes.Key<>("late-body", LateBody.class);

    private volatile Flow.Publisher<ByteBuffer> source = Bodies.bytes(Flux.empty());

    private LateBody() {}

    /** Returns the call that {@code request} makes, its body to be written later. */
    static ProxyRequest call(ClientRequest request, Attributes attributes) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        LateBody late = new LateBody();
        return new ProxyRequest(
                request.method().name(),
                request.url(),
                headers.build(),
                new Body.Push(late, OptionalLong.empty()),
                attributes.with(KEY, late));
    }

    /** Returns the late body of a call. */
    static LateBody of(ProxyRequest call) {
        return call.attributes().get(KEY).orElseThrow();
    }

    /** Returns {@code output}, with what is written to it going by way of {@code watched}, which has this body as its source. */
    ClientHttpRequest watched(ClientHttpRequest output, Body watched) {
        return new ClientHttpRequestDecorator(output) {
            @Override
            public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
                source = Bodies.bytes(body);
                Flux<DataBuffer> bytes = Bodies.buffers(watched);
                return super.writeWith(body instanceof Mono ? bytes.singleOrEmpty() : bytes);
            }
        };
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        source.subscribe(subscriber);
    }
}
