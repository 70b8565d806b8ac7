package io.throughline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.record.CallRecord;
import io.throughline.testkit.ScriptedProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults come as they were asked for, whatever provider there is. */
@Timeout(60)
@LlmConfig(yaml = "retry: {max-attempts: 1}")
class FaultTest {
    private static final String CHAT = """
            {"model":"echo/echo-fast","stream":%s,"messages":[{"role":"user","content":"Tell me of rivers"}]}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    @LlmFault(value = LlmFault.Kind.CUT, afterEvents = 2)
    void aStreamIsCut(@LlmBaseUrl URI base, LlmCalls calls) throws Exception {
        HttpResponse<InputStream> response = client.send(chat(base, true), BodyHandlers.ofInputStream());
        StringBuilder came = new StringBuilder();
        try (BufferedReader lines = reader(response)) {
            lines.lines().forEach(line -> came.append(line).append('\n'));
        } catch (java.io.UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
        assertThat(came.toString().lines().filter(line -> line.startsWith("data: {\"id\"")))
                .hasSize(2);
        assertThat(calls.only().outcome()).isEqualTo(CallRecord.Outcome.FAILED);
    }

    @Test
    @LlmFault(value = LlmFault.Kind.STALL, afterEvents = 2)
    void aStreamStalls(@LlmBaseUrl URI base, LlmCalls calls) throws Exception {
        HttpResponse<InputStream> response = client.send(chat(base, true), BodyHandlers.ofInputStream());
        try (BufferedReader lines = reader(response)) {
            for (int event = 0; event < 2; event++) {
                assertThat(lines.readLine()).startsWith("data: ");
                assertThat(lines.readLine()).isEmpty();
            }
            CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> {
                try {
                    return String.valueOf(lines.readLine());
                } catch (IOException e) {
                    return "left";
                }
            });
            assertThatThrownBy(() -> next.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            response.body().close();
        }
    }

    @Test
    @LlmFault(value = LlmFault.Kind.TOO_MANY_REQUESTS, retryAfter = 7)
    void tooManyRequests(@LlmBaseUrl String base, LlmCalls calls) throws Exception {
        HttpResponse<String> response = client.send(chat(URI.create(base), false), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("7");
        assertThat(calls.only().status()).isEqualTo(429);
        assertThatThrownBy(() -> LlmAssertions.assertThat(calls).allCompleted())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("429");
    }

    @Test
    @LlmFault(value = LlmFault.Kind.SERVER_ERROR, times = 1)
    @LlmFault(value = LlmFault.Kind.NO_CONNECTION, skipping = 1, times = 1)
    void faultsOneAfterTheOther(@LlmBaseUrl URI base, LlmCalls calls) throws Exception {
        assertThat(client.send(chat(base, false), BodyHandlers.ofString()).statusCode())
                .isEqualTo(500);
        assertThat(client.send(chat(base, false), BodyHandlers.ofString()).statusCode())
                .isEqualTo(502);
        assertThat(client.send(chat(base, false), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        LlmAssertions.assertThat(calls).hasSize(3).answered("rivers");
    }

    @Test
    @LlmConfig(yaml = "retry: {max-attempts: 2, backoff: 1ms, max-backoff: 1ms}")
    @LlmFault(value = LlmFault.Kind.SERVER_ERROR, times = 1)
    void throughlineTriesAgain(@LlmBaseUrl URI base, LlmCalls calls) throws Exception {
        assertThat(client.send(chat(base, false), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        assertThat(calls.only().attempts()).hasSize(2);
    }

    @Test
    void aFaultIsNotRecorded(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory) throws Exception {
        java.nio.file.Path file = directory.resolve("faulty.jsonl");
        LlmFault[] faults = Sessions.faults(FaultTest.class, "tooManyRequests");
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            Session session = Sessions.recording(provider, file, faults);
            assertThat(Sessions.post(session, Sessions.ask("Hi", "a")).statusCode())
                    .isEqualTo(429);
            session.close();
            session.keep();
            assertThat(provider.requests()).isEmpty();
        }
        assertThat(CassetteFile.read(file).interactions()).isEmpty();
    }

    private static HttpRequest chat(URI base, boolean stream) {
        return HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT.formatted(stream)))
                .build();
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}
