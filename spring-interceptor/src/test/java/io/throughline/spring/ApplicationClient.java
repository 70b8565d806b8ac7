package io.throughline.spring;

import io.throughline.Mode;
import io.throughline.Throughline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** The clients of Spring that an application may use, with or without Throughline in them. */
enum ApplicationClient {
    REST_CLIENT {
        @Override
        Calls with(Throughline throughline, Mode mode) {
            return new Blocking(RestClient.builder()
                    .requestFactory(new JdkClientHttpRequestFactory())
                    .requestInterceptor(new ThroughlineInterceptor(throughline, mode))
                    .build());
        }

        @Override
        Calls plain() {
            return new Blocking(RestClient.builder()
                    .requestFactory(new JdkClientHttpRequestFactory())
                    .build());
        }
    },
    REST_TEMPLATE {
        @Override
        Calls with(Throughline throughline, Mode mode) {
            RestTemplate template = new RestTemplate(new SimpleClientHttpRequestFactory());
            ClientHttpRequestInterceptor interceptor = new ThroughlineInterceptor(throughline, mode);
            template.getInterceptors().add(interceptor);
            return new Blocking(RestClient.create(template));
        }

        @Override
        Calls plain() {
            return new Blocking(RestClient.create(new RestTemplate(new SimpleClientHttpRequestFactory())));
        }
    },
    WEB_CLIENT_NETTY {
        @Override
        Calls with(Throughline throughline, Mode mode) {
            return reactive(new ReactorClientHttpConnector(), throughline, mode);
        }

        @Override
        Calls plain() {
            return reactive(new ReactorClientHttpConnector());
        }
    },
    WEB_CLIENT_JDK {
        @Override
        Calls with(Throughline throughline, Mode mode) {
            return reactive(new JdkClientHttpConnector(), throughline, mode);
        }

        @Override
        Calls plain() {
            return reactive(new JdkClientHttpConnector());
        }
    };

    abstract Calls with(Throughline throughline, Mode mode);

    abstract Calls plain();

    private static Calls reactive(ClientHttpConnector connector, Throughline throughline, Mode mode) {
        return new Reactive(builder(connector)
                .filter(new ThroughlineExchangeFilter(throughline, mode))
                .build());
    }

    private static Calls reactive(ClientHttpConnector connector) {
        return new Reactive(builder(connector).build());
    }

    private static WebClient.Builder builder(ClientHttpConnector connector) {
        return WebClient.builder()
                .clientConnector(connector)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(64 << 20));
    }

    /** What an application does with its client. */
    interface Calls {
        /** Posts JSON and reads the whole answer, whatever its status. */
        ResponseEntity<byte[]> post(URI target, String body, Map<String, String> headers);

        /** Posts JSON and hands the answer's body to {@code reader} as it comes. */
        void stream(URI target, String body, Reader reader) throws IOException;
    }

    /** Reads an answer as it comes. */
    interface Reader {
        void read(InputStream body) throws IOException;
    }

    private record Blocking(RestClient client) implements Calls {
        @Override
        public ResponseEntity<byte[]> post(URI target, String body, Map<String, String> headers) {
            return client.method(HttpMethod.POST)
                    .uri(target)
                    .contentType(MediaType.APPLICATION_JSON)
                    .headers(all -> headers.forEach(all::set))
                    .body(body)
                    .exchange((request, response) -> ResponseEntity.status(response.getStatusCode())
                            .headers(response.getHeaders())
                            .body(response.getBody().readAllBytes()));
        }

        @Override
        public void stream(URI target, String body, Reader reader) {
            client.post()
                    .uri(target)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(body)
                    .exchange((request, response) -> {
                        try (InputStream in = response.getBody()) {
                            reader.read(in);
                        }
                        return "read";
                    });
        }
    }

    private record Reactive(WebClient client) implements Calls {
        @Override
        public ResponseEntity<byte[]> post(URI target, String body, Map<String, String> headers) {
            return client.post()
                    .uri(target)
                    .contentType(MediaType.APPLICATION_JSON)
                    .headers(all -> headers.forEach(all::set))
                    .bodyValue(body)
                    .exchangeToMono(response -> response.toEntity(byte[].class))
                    .block(Duration.ofSeconds(20));
        }

        @Override
        public void stream(URI target, String body, Reader reader) throws IOException {
            Flux<DataBuffer> buffers = client.post()
                    .uri(target)
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(body)
                    .exchangeToFlux(response -> response.bodyToFlux(DataBuffer.class));
            try (InputStream in = DataBufferUtils.subscriberInputStream(buffers, 1)) {
                reader.read(in);
            }
        }
    }
}
