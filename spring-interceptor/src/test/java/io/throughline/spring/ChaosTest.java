package io.throughline.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.api.Meters;
import io.throughline.config.ThroughlineConfig;
import io.throughline.record.CallRecord;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.ResponseEntity;

/** Whatever of Throughline's own is broken, an application's calls through Spring's clients go on, and it is counted. */
class ChaosTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String ANSWER = "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[]}";
    private static final int CALLS = 20;

    private final ScriptedProvider provider = ScriptedProvider.start();

    @AfterEach
    void stop() {
        provider.close();
    }

    static Stream<Arguments> mounts() {
        return Stream.of(ApplicationClient.values())
                .flatMap(client -> Stream.of(Mode.values()).map(mode -> Arguments.of(client, mode)));
    }

    /** {@code /dev/full} takes no byte; behind a sink that fails, a queue of one is full at once. */
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /dev/full")
    @ParameterizedTest
    @MethodSource("mounts")
    void aSinkThatIsDownAndAFullQueue(ApplicationClient client, Mode mode) {
        provider.answerEach(request -> Script.json(ANSWER));
        try (Throughline throughline = throughline("{queue: 1, jsonl: {path: /dev/full}}", Meters.none())) {
            ApplicationClient.Calls calls = client.with(throughline, mode);
            for (int i = 0; i < CALLS; i++) {
                assertAnswered(calls);
            }
            throughline.close(java.time.Duration.ofMillis(100));
            assertThat(throughline.sinks())
                    .singleElement()
                    .satisfies(sink -> assertThat(sink.dropped().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(CALLS));
        }
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void metersThatThrow(ApplicationClient client, Mode mode) {
        provider.answerEach(request -> Script.json(ANSWER));
        try (Throughline throughline = throughline("{}", new BrokenMeters())) {
            ApplicationClient.Calls calls = client.with(throughline, mode);
            assertAnswered(calls);
            assertAnswered(calls);
        }
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void anAnswerThatCantBeRead(ApplicationClient client, Mode mode) {
        String torn = "{\"choices\":[{\"message\":{\"content\":\"\\ud800\",";
        provider.answerEach(request -> Script.json(torn));
        try (Throughline throughline = throughline("{}", Meters.none())) {
            ResponseEntity<byte[]> answer =
                    client.with(throughline, mode).post(provider.uri("/v1/chat/completions"), CHAT, Map.of());
            assertThat(new String(answer.getBody(), StandardCharsets.UTF_8)).isEqualTo(torn);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatIsClosedLetsObservedCallsGoOn(ApplicationClient client) {
        provider.answerEach(request -> Script.json(ANSWER));
        Throughline throughline = throughline("{}", Meters.none());
        throughline.close();
        assertAnswered(client.with(throughline, Mode.OBSERVE));
    }

    private void assertAnswered(ApplicationClient.Calls calls) {
        ResponseEntity<byte[]> answer = calls.post(provider.uri("/v1/chat/completions"), CHAT, Map.of());
        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(new String(answer.getBody(), StandardCharsets.UTF_8)).isEqualTo(ANSWER);
    }

    private Throughline throughline(String telemetry, Meters meters) {
        ThroughlineConfig config =
                ThroughlineConfig.parse("""
                extras: false
                trace: {signatures: off}
                providers: {scripted: {dialect: openai, base-url: "%s/v1", api-key: k, models: [m]}}
                telemetry: %s
                """.formatted(provider.uri(), telemetry), "test", Map.of(), Path.of("target"));
        return Throughline.create(config, meters);
    }

    /** Counts nothing, and throws instead. */
    private static final class BrokenMeters implements Meters {
        @Override
        public void ended(CallRecord call) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void gauge(String name, String help, Map<String, String> labels, LongSupplier value) {
            // nothing to show
        }

        @Override
        public void counter(String name, String help, String sink, String reason, LongSupplier value) {
            // nothing to show
        }

        @Override
        public Optional<String> prometheus() {
            return Optional.empty();
        }
    }
}
