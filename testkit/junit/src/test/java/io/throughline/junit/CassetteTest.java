package io.throughline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded once is answered ever after, and nothing of it is secret. */
@Timeout(60)
class CassetteTest {
    private static final String ANSWER = """
            {"id":"c-1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant",\
            "content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""";
    private static final String CHUNK =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}";

    @TempDir
    private Path directory;

    @Test
    void anAnswerIsReplayed() throws Exception {
        Path file = directory.resolve("deep/a.jsonl");
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answer(Script.json(ANSWER.formatted("Hello")));
            Session session = Sessions.recording(provider, file);
            assertThat(Sessions.post(session, Sessions.ask("Hi", "ada")).body()).contains("Hello");
            session.close();
            session.keep();
        }
        Session session = Sessions.replaying(file);
        // another user asks the same
        HttpResponse<String> answer = Sessions.post(session, Sessions.ask("Hi", "bob"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ANSWER.formatted("Hello"));
        LlmAssertions.assertThat(session.calls())
                .hasSize(1)
                .costBelow("0.01")
                .tokensBelow(13)
                .answered("Hello")
                .onlyModel("lab/m")
                .allCompleted();
        session.close();
        session.verify();
    }

    @Test
    void aStreamKeepsItsChunks() throws Exception {
        Path file = directory.resolve("stream.jsonl");
        String ask = Sessions.ask("Hi", "ada").replace("{\"model\"", "{\"stream\":true,\"model\"");
        String live;
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answer(Script.eventStream()
                    .event(CHUNK.formatted("Hé"))
                    .event(CHUNK.formatted("llo"))
                    .event("[DONE]"));
            Session session = Sessions.recording(provider, file);
            live = Sessions.post(session, ask).body();
            session.close();
            session.keep();
        }
        CassetteFile recorded = CassetteFile.read(file);
        Interaction interaction = recorded.interactions().get(0);
        assertThat(interaction.end()).isEqualTo(Interaction.End.COMPLETE);
        assertThat(recorded.providers()).contains("lab");
        long chunks = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("{\"text\":\"data: "))
                .count();
        assertThat(interaction.chunks()).hasSize((int) chunks).hasSizeBetween(1, 3);
        Session session = Sessions.replaying(file);
        assertThat(Sessions.post(session, ask).body())
                .isEqualTo(live)
                .contains("Hé")
                .contains("[DONE]");
        session.close();
    }

    @Test
    void chunksAreHandedOutAsTheyCame() {
        byte[] half = {(byte) 0xc3};
        byte[] rest = {(byte) 0xa9, 'x'};
        RequestKey key = new RequestKey("POST", "/v1/messages", "{\"a\":1}");
        Interaction cut =
                new Interaction(key, 200, io.throughline.Headers.none(), List.of(half, rest), Interaction.End.BROKEN);
        Path file = directory.resolve("split.jsonl");
        new CassetteFile(List.of("anthropic"), List.of(cut)).write(file);
        Interaction read = CassetteFile.read(file).interactions().get(0);
        assertThat(read.chunks()).containsExactly(half, rest);
        assertThat(read.end()).isEqualTo(Interaction.End.BROKEN);
        assertThat(read.request()).isEqualTo(key);
    }

    @Test
    void theSameQuestionGetsItsAnswersInTheirOrder() throws Exception {
        Path file = directory.resolve("twice.jsonl");
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answer(Script.json(ANSWER.formatted("one")));
            provider.answer(Script.json(ANSWER.formatted("two")));
            Session session = Sessions.recording(provider, file);
            Sessions.post(session, Sessions.ask("Hi", "a"));
            Sessions.post(session, Sessions.ask("Hi", "a"));
            session.close();
            session.keep();
        }
        Session session = Sessions.replaying(file);
        assertThat(Sessions.post(session, Sessions.ask("Hi", "a")).body()).contains("one");
        assertThat(Sessions.post(session, Sessions.ask("Hi", "a")).body()).contains("two");
        assertThat(Sessions.post(session, Sessions.ask("Hi", "a")).body()).contains("made once more");
        session.close();
        assertThatThrownBy(session::verify).hasMessageContaining("was recorded 2 times");
    }

    @Test
    void whatWasNotRecordedIsToldByItsDifference() throws Exception {
        Path file = directory.resolve("miss.jsonl");
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answer(Script.json(ANSWER.formatted("one")));
            Session session = Sessions.recording(provider, file);
            Sessions.post(session, Sessions.ask("Hi", "a"));
            session.close();
            session.keep();
        }
        Session session = Sessions.replaying(file);
        assertThat(Sessions.post(session, Sessions.ask("Bye", "a")).statusCode())
                .isEqualTo(400);
        session.close();
        assertThatThrownBy(session::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("body.messages.0.content is \"Bye\", recorded was \"Hi\"")
                .hasMessageContaining("-Dthroughline.cassettes=record");
    }

    @Test
    void aMissingCassetteIsToldWithTheRequest() throws Exception {
        Session session = Sessions.replaying(directory.resolve("none.jsonl"));
        Sessions.post(session, Sessions.ask("Hi", "a").replace("\"m\"", "\"echo/echo-fast\""));
        session.close();
        assertThatThrownBy(session::verify)
                .hasMessageContaining("none.jsonl is not there")
                .hasMessageContaining("\"content\":\"Hi\"");
    }

    @Test
    void noSecretIsInTheFile() throws Exception {
        Path file = directory.resolve("secret.jsonl");
        String split = "Incorrect key " + Sessions.KEY + " of org-ABCDEFGHIJKLMNOPQR; \\u0022ok\\u0022";
        String error = "{\"error\":{\"message\":\"" + split + "\",\"organization\":\"acme inc\"}}";
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answer(Script.status(400)
                    .header("Content-Type", "application/json")
                    .header("Set-Cookie", "session=of-the-provider")
                    .header("OpenAI-Organization", "acme-inc")
                    .header("x-request-id", "req-1")
                    .sized(error));
            Session session = Sessions.recording(provider, file);
            String ask = Sessions.ask("My key is AKIAABCDEFGHIJKLMNOP, hush", "ada@example.org");
            // the caller does not learn it either
            assertThat(Sessions.post(session, ask).body()).isEqualTo(error.replace(Sessions.KEY, "*".repeat(28)));
            session.close();
            session.keep();
        }
        String text = Files.readString(file);
        assertThat(text)
                .doesNotContain(Sessions.KEY, "acme", "org-ABC", "of-the-provider", "ada@", "AKIAABC", "any-key")
                .contains("Incorrect key *****", "My key is ****", "\"response\":400");
        assertThat(CassetteFile.read(file).interactions().get(0).chunks().stream()
                        .mapToInt(chunk -> chunk.length)
                        .sum())
                .isEqualTo(error.length());
    }

    @Test
    void aSpoiledFileIsToldWithItsLine() throws Exception {
        Path file = directory.resolve("spoiled.jsonl");
        Files.writeString(file, "{\"cassette\":1,\"providers\":[]}\n{\"answer\":1}\n");
        assertThatThrownBy(() -> CassetteFile.read(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("line 2");
    }
}
