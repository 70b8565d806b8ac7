package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.config.ThroughlineConfig;
import io.throughline.http.ApacheUpstream;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.InputStream;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of streams may go on for minutes: each holds what its rest needs. */
class LongStreamTest {
    private static final String YAML = """
            providers: {chatty: {dialect: openai-chat, base-url: "%s/v1"}}
            telemetry: {jsonl: {path: records.jsonl}}
            """;
    private static final String EVENT = "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";

    private final ReferenceQueue<byte[]> collected = new ReferenceQueue<>();
    private final AtomicReference<Reference<byte[]>> sent = new AtomicReference<>();

    @Test
    void theRequestAsItWentOutIsLetGoOf(@TempDir Path directory) throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()
                        .answerEach(request -> Script.eventStream().event(EVENT).stall());
                ApacheUpstream upstream = ApacheUpstream.create();
                Throughline throughline = Throughline.create(
                        ThroughlineConfig.parse(YAML.formatted(provider.uri()), "test.yaml", Map.of(), directory));
                InputStream body = begin(throughline, upstream)) {
            assertThat(new String(body.readNBytes(20), UTF_8)).startsWith("data: ");
            Reference<?> gone = null;
            for (int round = 0; round < 40 && gone == null; round++) {
                System.gc();
                gone = collected.remove(200);
            }
            assertThat(gone).isNotNull().isSameAs(sent.get());
            assertThat(provider.connectionsOpen()).isOne();
        }
    }

    private InputStream begin(Throughline throughline, Upstream upstream) throws Exception {
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of("Content-Type", "application/json"),
                Body.of("{\"model\":\"chatty/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .getBytes(UTF_8)),
                Attributes.none().with(Cancellation.KEY, new Cancellation()));
        return throughline
                .handle(request, outbound -> {
                    sent.set(new PhantomReference<>(bytes(outbound), collected));
                    return upstream.send(outbound);
                })
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .body()
                .inputStream();
    }

    private static byte[] bytes(ProxyRequest outbound) {
        byte[] bytes = ((Body.Bytes) outbound.body()).bytes();
        assertThat(new String(bytes, UTF_8)).contains("\"model\":\"m\"");
        return bytes;
    }
}
