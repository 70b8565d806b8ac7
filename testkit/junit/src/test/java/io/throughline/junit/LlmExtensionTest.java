package io.throughline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.access.Caller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The extension in whole test runs: what is recorded, what is replayed, what fails. */
@Timeout(60)
class LlmExtensionTest {
    private static volatile String question = "rivers";

    @TempDir
    private Path directory;

    @Test
    void recordsThenReplays() throws Exception {
        question = "rivers";
        assertThat(run(Application.class, "record")).isEmpty();
        Path file = directory.resolve("chats/one.jsonl");
        String recorded = Files.readString(file);
        assertThat(recorded).contains("POST /chat/completions").contains("rivers");
        // what is told now is from the file
        Files.writeString(file, recorded.replace("rivers", "rivets").replaceFirst("rivets", "rivers"));
        assertThat(run(Application.class, "replay")).singleElement().asString().contains("rivets");
        Files.writeString(file, recorded);
        assertThat(run(Application.class, "auto")).isEmpty();
    }

    @Test
    void aTestFailsByACallThatWasNotRecordedThoughItDoesNotLook() throws Exception {
        question = "rivers";
        assertThat(run(Careless.class, "record")).isEmpty();
        question = "lakes";
        assertThat(run(Careless.class, "replay"))
                .singleElement()
                .asString()
                .contains("body.messages.0.content is \"Tell me of lakes\", recorded was \"Tell me of rivers\"");
    }

    @Test
    void eachTurnHasAFile() {
        question = "rivers";
        assertThat(run(Repeated.class, "record")).isEmpty();
        assertThat(directory.resolve("Repeated/again-1.jsonl")).exists();
        assertThat(directory.resolve("Repeated/again-2.jsonl")).exists();
    }

    @Test
    void onAServerNothingIsRecorded() {
        assertThat(mode("true")).isTrue();
        assertThat(mode("false")).isFalse();
        assertThat(mode("")).isFalse();
    }

    private boolean mode(String ci) {
        return CassetteSpec.of(
                        "none",
                        new String[0],
                        property -> property.equals("throughline.cassettes.directory") ? directory.toString() : "",
                        java.util.Optional.of(ci))
                .replay();
    }

    /** Returns what the failed tests said. */
    private List<String> run(Class<?> tests, String mode) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .configurationParameter("throughline.cassettes", mode)
                .configurationParameter("throughline.cassettes.directory", directory.toString())
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .build();
        List<String> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(thrown -> failures.add(thrown.toString()));
            }
        });
        return failures;
    }

    private static ProxyResponse ask(Throughline throughline) {
        String body = "{\"model\":\"echo/echo-fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of "
                + question + "\"}]}";
        return throughline
                .handle(new ProxyRequest(
                        "POST",
                        URI.create("/v1/chat/completions"),
                        Headers.of("Content-Type", "application/json"),
                        Body.of(body.getBytes(StandardCharsets.UTF_8)),
                        Attributes.none().with(Caller.KEY, Caller.inProcess())))
                .toCompletableFuture()
                .join();
    }

    /** An application's test. */
    @org.junit.jupiter.api.Disabled("is run by the tests above")
    static class Application {
        private Throughline throughline;

        @BeforeEach
        void start(Throughline throughline) {
            this.throughline = throughline;
        }

        @Test
        @LlmCassette("chats/one")
        void asks(LlmCalls calls) throws Exception {
            String answer = new String(ask(throughline).body().inputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.contains("rivers")) {
                throw new AssertionError(answer);
            }
            LlmAssertions.assertThat(calls).hasSize(1).answered("rivers");
        }
    }

    /** One that looks at nothing. */
    @org.junit.jupiter.api.Disabled("is run by the tests above")
    @LlmCassette
    static class Careless {
        @Test
        void asks(Throughline throughline) throws Exception {
            ask(throughline).body().inputStream().readAllBytes();
        }
    }

    /** One that is run twice. */
    @org.junit.jupiter.api.Disabled("is run by the tests above")
    @LlmCassette
    static class Repeated {
        @RepeatedTest(2)
        void again(Throughline throughline) throws Exception {
            ask(throughline).body().inputStream().readAllBytes();
        }
    }
}
