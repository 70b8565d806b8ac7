package io.throughline.spring;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import java.net.URI;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request that is written, by the client's codecs, to nowhere: what they make of it can be read. */
final class CapturedRequest extends AbstractClientHttpRequest {
    private final ClientRequest request;
    private @Nullable Publisher<? extends DataBuffer> body;

    private CapturedRequest(ClientRequest request) {
        this.request = request;
    }

    /** Returns the call that {@code request} makes. */
    static Mono<ProxyRequest> of(ClientRequest request, ExchangeStrategies strategies, Attributes attributes) {
        return Mono.defer(() -> {
            CapturedRequest captured = new CapturedRequest(request);
            return request.writeTo(captured, strategies).then(Mono.fromSupplier(() -> captured.call(attributes)));
        });
    }

    @Override
    public HttpMethod getMethod() {
        return request.method();
    }

    @Override
    public URI getURI() {
        return request.url();
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> written) {
        body = written;
        return doCommit(Mono::empty);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> written) {
        return writeWith(Flux.from(written).concatMap(part -> part));
    }

    @Override
    public Mono<Void> setComplete() {
        return doCommit(Mono::empty);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T getNativeRequest() {
        return (T) this;
    }

    @Override
    protected void applyHeaders() {}

    @Override
    protected void applyCookies() {}

    private ProxyRequest call(Attributes attributes) {
        Headers.Builder headers = Headers.builder();
        getHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Body written = body == null ? Body.empty() : new Body.Push(Bodies.bytes(body), OptionalLong.empty());
        return new ProxyRequest(request.method().name(), request.url(), headers.build(), written, attributes);
    }
}
