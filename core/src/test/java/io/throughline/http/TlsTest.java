package io.throughline.http;

import static io.throughline.http.BodyReader.await;
import static io.throughline.http.BodyReader.failureOf;
import static io.throughline.http.BodyReader.get;
import static io.throughline.http.BodyReader.post;
import static io.throughline.http.BodyReader.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.provider.Provider.Protocol;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.core5.http2.ssl.H2ServerTlsStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over TLS: whom to trust, HTTP/2 where it was chosen, and everything else as without. */
@Timeout(60)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static SSLContext context;

    @BeforeAll
    static void makeACertificate(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        mine.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        context = SSLContext.getInstance("TLS");
        context.init(mine.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void speaksTheChosenVersion(Protocol protocol) {
        try (H2Provider provider = H2Provider.startWithTls(3, 100_000, new H2ServerTlsStrategy(context));
                ApacheUpstream upstream =
                        ApacheUpstream.builder().sslContext(context).build()) {
            provider.gate.open();
            for (int i = 0; i < 3; i++) {
                ProxyResponse response = await(upstream.send(with(
                        post(provider.uri(), Body.of(new byte[200_000])),
                        Attributes.none().with(ApacheUpstream.PROTOCOL, protocol))));
                assertThat(response.status()).isEqualTo(200);
                BodyReader reader = BodyReader.all(response.body());
                reader.awaitEnd();
                assertThat(reader.failure).isNull();
                assertThat(reader.bytes).isEqualTo(300_000);
                H2Provider.Stream stream = provider.awaitStream();
                assertThat(stream.request.getVersion() != null
                                && stream.request.getVersion().getMajor() == 2)
                        .isEqualTo(protocol == Protocol.HTTP_2);
                assertThat(stream.request.getFirstHeader("content-length").getValue())
                        .isEqualTo("200000");
            }
            assertThat(provider.streams).isEmpty();
            BodyReader.until(() -> upstream.stats().equals(new ApacheUpstream.Stats(0, 1, 0)));
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void holdsTheWindowAndCancels(Protocol protocol, TestReporter reporter) throws InterruptedException {
        try (H2Provider provider = H2Provider.startWithTls(1000, 100_000, new H2ServerTlsStrategy(context));
                ApacheUpstream upstream =
                        ApacheUpstream.builder().sslContext(context).build()) {
            provider.gate.open();
            BodyReader reader = BodyReader.of(
                    await(upstream.send(with(
                                    get(provider.uri()), Attributes.none().with(ApacheUpstream.PROTOCOL, protocol))))
                            .body(),
                    1);
            reader.next();
            H2Provider.Stream stream = provider.awaitStream();
            ResponseBody body = (ResponseBody) reader.subscription;
            BodyReader.until(() -> body.waitingBytes() > 32 * 1024);
            assertThat(stream.awaitAbort(Duration.ofMillis(300))).isFalse();
            reporter.publishEntry(String.format(
                    "TLS, %s: %,d bytes wait, %,d written", protocol, body.waitingBytes(), stream.written.get()));
            assertThat(body.waitingBytes()).isLessThan(64 * 1024 + 40 * 1024);
            assertThat(stream.written.get()).isLessThan(50_000_000);

            reader.subscription.cancel();
            assertThat(stream.awaitAbort(Duration.ofSeconds(1))).isTrue();
            BodyReader.until(() -> provider.open.get() == 0);
            BodyReader.until(() -> upstream.stats().equals(new ApacheUpstream.Stats(0, 0, 0)));
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void readsAllForASlowReader(Protocol protocol) throws Exception {
        try (H2Provider provider = H2Provider.startWithTls(100, 100_000, new H2ServerTlsStrategy(context));
                ApacheUpstream upstream =
                        ApacheUpstream.builder().sslContext(context).build()) {
            provider.gate.open();
            try (InputStream stream = await(upstream.send(
                            with(get(provider.uri()), Attributes.none().with(ApacheUpstream.PROTOCOL, protocol))))
                    .body()
                    .inputStream()) {
                long total = 0;
                byte[] scratch = new byte[3000];
                for (int count = stream.read(scratch); count >= 0; count = stream.read(scratch)) {
                    total += count;
                }
                assertThat(total).isEqualTo(10_000_000);
            }
        }
    }

    @Test
    void trustsNobodyElse() {
        try (H2Provider provider = H2Provider.startWithTls(1, 1, new H2ServerTlsStrategy(context));
                ApacheUpstream strict = ApacheUpstream.create();
                ApacheUpstream trusting =
                        ApacheUpstream.builder().sslContext(context).build()) {
            assertThat(failureOf(strict.send(get(provider.uri()))).kind()).isEqualTo(UpstreamException.Kind.TLS);
            ProxyRequest otherName = get(URI.create(provider.uri().toString().replace("localhost", "127.0.0.1")));
            assertThat(failureOf(trusting.send(otherName)).kind()).isEqualTo(UpstreamException.Kind.TLS);
            assertThat(provider.streams).isEmpty();
            BodyReader.until(() -> strict.stats().leased() + trusting.stats().leased() == 0);
        }
    }
}
