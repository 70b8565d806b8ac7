package io.throughline.spring;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Between Reactor's bodies and Throughline's: demand and cancellation go through, frames stay frames. */
final class Bodies {
    private static final DefaultDataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private Bodies() {}

    /** Returns the buffers' bytes, copied, since pooled buffers are written again; each buffer is released. */
    static Flow.Publisher<ByteBuffer> bytes(Publisher<? extends DataBuffer> buffers) {
        Flux<ByteBuffer> bytes = Flux.from(buffers)
                .<ByteBuffer>map(buffer -> {
                    byte[] copy = new byte[buffer.readableByteCount()];
                    buffer.read(copy);
                    DataBufferUtils.release(buffer);
                    return ByteBuffer.wrap(copy);
                })
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
        return JdkFlowAdapter.publisherToFlowPublisher(bytes);
    }

    /** Returns a body's bytes as buffers that need no release. */
    static Flux<DataBuffer> buffers(Body body) {
        if (body instanceof Body.Bytes whole) {
            return whole.bytes().length == 0 ? Flux.empty() : Flux.just(BUFFERS.wrap(whole.bytes()));
        }
        return JdkFlowAdapter.flowPublisherToFlux(body.publisher(Schedulers.boundedElastic()::schedule))
                .map(BUFFERS::wrap);
    }

    /** Returns what came from outside; its body is read once the reader asks. */
    static ProxyResponse received(ClientResponse response) {
        Headers.Builder headers = Headers.builder();
        response.headers().asHttpHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Flux<DataBuffer> body = response.body(BodyExtractors.toDataBuffers());
        return new ProxyResponse(
                response.statusCode().value(), headers.build(), new Body.Push(bytes(body), OptionalLong.empty()));
    }

    /** Returns what the application gets, with the codecs of what came from outside, where anything did. */
    static ClientResponse response(ProxyResponse answer, Optional<ClientResponse> received, ExchangeStrategies own) {
        ClientResponse.Builder response = received.map(from -> from.mutate().body(theirs -> buffers(answer.body())))
                .orElseGet(() -> ClientResponse.create(HttpStatusCode.valueOf(answer.status()), own)
                        .body(buffers(answer.body())));
        return response.statusCode(HttpStatusCode.valueOf(answer.status()))
                .headers(headers -> {
                    headers.clear();
                    answer.headers().forEach(headers::add);
                })
                .build();
    }
}
