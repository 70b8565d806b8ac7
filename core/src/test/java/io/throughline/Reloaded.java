package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.api.Meters;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A handler over real connections whose configuration a test changes, and two providers to call. */
final class Reloaded implements AutoCloseable {
    static final String ANSWER =
            "{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1000000,\"completion_tokens\":0,\"total_tokens\":1000000}}";

    final ScriptedProvider one = ScriptedProvider.start().answerEach(request -> Script.json(ANSWER));
    final ScriptedProvider two = ScriptedProvider.start().answerEach(request -> Script.json(ANSWER));
    final Throughline throughline;
    private final Path directory;

    Reloaded(Path directory, String yaml) {
        this.directory = directory;
        throughline = Throughline.create(config(yaml), Meters.none());
    }

    /** Takes another configuration; {@code ONE} and {@code TWO} in it are the providers' addresses. */
    List<String> reload(String yaml) {
        return throughline.reload(config(yaml));
    }

    ThroughlineConfig config(String yaml) {
        String text = yaml.replace("ONE", one.uri("/v1").toString())
                .replace("TWO", two.uri("/v1").toString());
        return ThroughlineConfig.parse(text, "test.yaml", Map.of(), directory);
    }

    /** Makes a call and returns what began to come. */
    ProxyResponse begin(String model, boolean streamed, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        ProxyRequest request = new ProxyRequest(
                "POST",
                URI.create("/v1/chat/completions"),
                Headers.of(all.toArray(String[]::new)),
                Body.of(("{\"model\":\"" + model + "\",\"stream\":" + streamed
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                        .getBytes(UTF_8)),
                Attributes.none());
        try {
            return throughline.handle(request).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Makes a call and returns its status once the whole answer is there. */
    int call(String model, String... headers) {
        ProxyResponse answer = begin(model, false, headers);
        text(answer);
        return answer.status();
    }

    static String text(ProxyResponse answer) {
        try {
            return new String(answer.body().inputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        throughline.close();
        one.close();
        two.close();
    }
}
