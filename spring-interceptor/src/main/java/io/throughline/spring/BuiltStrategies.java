package io.throughline.spring;

import java.util.List;
import org.springframework.http.codec.ClientCodecConfigurer;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/** The codecs of a client that is still being built: known once it is, Spring's default ones before. */
final class BuiltStrategies implements ExchangeStrategies {
    private volatile ExchangeStrategies strategies = ExchangeStrategies.withDefaults();

    /** Takes what the client is built with. */
    void built(ClientCodecConfigurer codecs) {
        List<HttpMessageReader<?>> readers = List.copyOf(codecs.getReaders());
        List<HttpMessageWriter<?>> writers = List.copyOf(codecs.getWriters());
        strategies = new Built(readers, writers);
    }

    @Override
    public List<HttpMessageReader<?>> messageReaders() {
        return strategies.messageReaders();
    }

    @Override
    public List<HttpMessageWriter<?>> messageWriters() {
        return strategies.messageWriters();
    }

    private record Built(List<HttpMessageReader<?>> messageReaders, List<HttpMessageWriter<?>> messageWriters)
            implements ExchangeStrategies {}
}
