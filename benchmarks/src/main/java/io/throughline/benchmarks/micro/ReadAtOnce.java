package io.throughline.benchmarks.micro;

import java.net.URI;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request of {@code WebClient}'s whose body is read to its end and dropped, as a network would. */
final class ReadAtOnce extends AbstractClientHttpRequest {
    private final ClientRequest call;

    ReadAtOnce(ClientRequest call) {
        this.call = call;
    }

    @Override
    public HttpMethod getMethod() {
        return call.method();
    }

    @Override
    public URI getURI() {
        return call.url();
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return doCommit(() -> Flux.from(body).doOnNext(DataBufferUtils::release).then());
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return writeWith(Flux.from(body).concatMap(Flux::from));
    }

    @Override
    public Mono<Void> setComplete() {
        return doCommit();
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Spring's own
    public <T> T getNativeRequest() {
        throw new UnsupportedOperationException("there is no network");
    }

    @Override
    protected void applyHeaders() {
        // nobody reads them
    }

    @Override
    protected void applyCookies() {
        // there are none
    }
}
