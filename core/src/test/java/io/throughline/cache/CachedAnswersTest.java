package io.throughline.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.access.Caller;
import io.throughline.dialect.Answer;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.dialect.registry.Dialects;
import io.throughline.testkit.grammar.ChatGrammar;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.testkit.grammar.MessagesGrammar;
import io.throughline.testkit.grammar.ResponsesGrammar;
import io.throughline.wire.Framing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same question gets the same answer, in the form that is asked for. */
class CachedAnswersTest {
    private static final String CHAT_ASKED = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String CHAT_STREAM_ASKED =
            "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"content\":\"\\u0048i\",\"role\":\"user\"}],"
                    + " \"model\":\"alias\"}";
    private static final String CHAT_ANSWER =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello \uD83D\uDE00\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":"
                    + "\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},\"finish_reason\":\"tool_calls\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21,\"prompt_tokens_details\":"
                    + "{\"cached_tokens\":4},\"completion_tokens_details\":{\"reasoning_tokens\":5}}}";

    private final Noted kept = new Noted();
    private final CachedAnswers cache = CachedAnswers.of(settings(Set.of("opted-out")), kept, Instant::now);

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void aHitIsMarked() throws Exception {
        keepWhole(chat(CHAT_ASKED, false), CHAT_ANSWER);
        CachedAnswers.Hit hit = found(chat(CHAT_ASKED, false));
        assertThat(hit.response().status()).isEqualTo(200);
        assertThat(hit.response().headers().first("X-Throughline-Cache")).hasValue("hit");
        assertThat(hit.response().headers().first("Content-Type")).hasValue("application/json");
        assertThat(hit.response().headers().first("Age")).isPresent();
        Answer replayed = Dialects.CHAT.read(200, text(hit.response()).getBytes(UTF_8), UsageConvention.STANDARD);
        assertSame(replayed, Dialects.CHAT.read(200, CHAT_ANSWER.getBytes(UTF_8), UsageConvention.STANDARD));
    }

    static Stream<Arguments> dialects() {
        return Stream.of(
                Arguments.of(
                        Codecs.named("openai-chat").orElseThrow(),
                        CHAT_ASKED,
                        CHAT_STREAM_ASKED,
                        CHAT_ANSWER,
                        (Consumer<String>) ChatGrammar::checkWithUsage),
                Arguments.of(
                        Codecs.named("anthropic-messages").orElseThrow(),
                        "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[{\"type\":\"thinking\","
                                + "\"thinking\":\"Hm\",\"signature\":\"c2ln\"},{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\","
                                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,\"cache_creation_input_tokens\":3,"
                                + "\"cache_read_input_tokens\":2,\"output_tokens\":7}}",
                        (Consumer<String>) MessagesGrammar::check),
                Arguments.of(
                        Codecs.named("openai-responses").orElseThrow(),
                        "{\"model\":\"m\",\"input\":\"Hi\"}",
                        "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}",
                        "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"completed\",\"model\":\"gpt-4o\",\"output\":"
                                + "[{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":"
                                + "\"output_text\",\"text\":\"Hello\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":9,\"input_tokens_details\":"
                                + "{\"cached_tokens\":4},\"output_tokens\":6,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":15}}",
                        (Consumer<String>) ResponsesGrammar::check),
                Arguments.of(
                        Codecs.generateContent("m", true, true),
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}",
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],"
                                + "\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":3,\"totalTokenCount\":12},"
                                + "\"modelVersion\":\"gemini\",\"responseId\":\"r\"}",
                        (Consumer<String>) GeminiGrammar::check));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aWholeAnswerIsReplayedAsAStream(
            Codec codec, String asked, String streamAsked, String answer, Consumer<String> grammar) throws Exception {
        keepWhole(call(codec, asked, false), answer);
        ProxyResponse hit = found(call(codec, streamAsked, true)).response();
        String stream = text(hit);
        grammar.accept(stream);
        assertThat(hit.headers().first("Content-Type")).hasValue("text/event-stream");
        Answer whole = codec.dialect().read(200, answer.getBytes(UTF_8), UsageConvention.STANDARD);
        assertSame(streamed(codec, stream), whole);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void aStreamIsReplayedWhole(Codec codec, String asked, String streamAsked, String answer, Consumer<String> grammar)
            throws Exception {
        keepWhole(call(codec, asked, false), answer);
        String stream = text(found(call(codec, streamAsked, true)).response());
        kept.clear();
        CompletableFuture<CacheKey> put = kept.next(call(codec, streamAsked, true));
        cache.keep(call(codec, streamAsked, true), streamed(codec, stream));
        put.get(20, TimeUnit.SECONDS);
        CachedAnswers.Hit hit = found(call(codec, asked, false));
        Answer replayed = codec.dialect().read(200, text(hit.response()).getBytes(UTF_8), UsageConvention.STANDARD);
        assertSame(replayed, codec.dialect().read(200, answer.getBytes(UTF_8), UsageConvention.STANDARD));
        assertSame(hit.answer().get(), replayed);
    }

    @Test
    void aTenantNeverSeesAnothersAnswer() throws Exception {
        keepWhole(chat(CHAT_ASKED, false), CHAT_ANSWER);
        assertThat(find(with(chat(CHAT_ASKED, false), caller("other", "shop")))).isEmpty();
        assertThat(find(with(chat(CHAT_ASKED, false), caller("acme", "another"))))
                .isPresent();
    }

    @Test
    void anythingThatMattersMakesAnotherQuestion() throws Exception {
        CacheableCall asked = chat(CHAT_ASKED, false);
        keepWhole(asked, CHAT_ANSWER);
        assertThat(find(chat(CHAT_ASKED.replace("Hi", "hi"), false))).isEmpty();
        assertThat(find(chat(CHAT_ASKED.replace("{\"model", "{\"user\":\"u\",\"model"), false)))
                .isEmpty();
        assertThat(find(chat(CHAT_ASKED.replace("{\"model", "{\"tools\":[],\"model"), false)))
                .isEmpty();
        assertThat(find(chat(CHAT_ASKED.replace("{\"model", "{\"temperature\":0,\"model"), false)))
                .isEmpty();
        assertThat(find(new CacheableCall(
                        "c",
                        asked.caller(),
                        asked.dialect(),
                        asked.codec(),
                        "openai/other",
                        "openai",
                        asked.body(),
                        Headers.none(),
                        Headers.none(),
                        false,
                        UsageConvention.STANDARD)))
                .isEmpty();
        assertThat(find(new CacheableCall(
                        "c",
                        asked.caller(),
                        asked.dialect(),
                        asked.codec(),
                        asked.target(),
                        "openai",
                        asked.body(),
                        Headers.none(),
                        Headers.of("OpenAI-Beta", "x"),
                        false,
                        UsageConvention.STANDARD)))
                .isEmpty();
    }

    @Test
    void aCallerCanOptOut() throws Exception {
        keepWhole(chat(CHAT_ASKED, false), CHAT_ANSWER);
        assertThat(find(asking(CHAT_ASKED, "no-store"))).isEmpty();
        assertThat(find(asking(CHAT_ASKED, "max-age=9, No-Cache"))).isEmpty();
        assertThat(find(with(chat(CHAT_ASKED, false), caller("acme", "opted-out"))))
                .isEmpty();
        kept.clear();
        keep(asking(CHAT_ASKED, "no-store"), CHAT_ANSWER);
        keep(with(chat(CHAT_ASKED, false), caller("acme", "opted-out")), CHAT_ANSWER);
        assertOneIsKeptNow();
        kept.clear();
        keepWhole(asking(CHAT_ASKED, "no-cache"), CHAT_ANSWER); // not to be found by it, but by others
        assertThat(find(chat(CHAT_ASKED, false))).isPresent();
    }

    @Test
    void whatIsNotCompleteIsNotKept() throws Exception {
        keep(chat(CHAT_ASKED, false), CHAT_ANSWER.replace("tool_calls\"}]", "content_filter\"}]"));
        keep(
                chat(CHAT_ASKED, false),
                CHAT_ANSWER.replace("\"finish_reason\":\"tool_calls\"", "\"finish_reason\":null"));
        keep(chat(CHAT_ASKED, false), "{\"error\":{\"message\":\"no\"}}");
        keep(chat(CHAT_ASKED, false), CHAT_ANSWER.substring(0, 200));
        keep(chat(CHAT_ASKED, false), CHAT_ANSWER.replace("Hello", "x".repeat(70_000)));
        cache.keep(
                chat(CHAT_STREAM_ASKED, true),
                streamed(
                        Codecs.named("openai-chat").orElseThrow(),
                        "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"}}]}\n\n"));
        cache.keep(embeddings("{\"model\":\"e\",\"input\":\"Hi\"}"), "{\"data\":[".getBytes(UTF_8));
        assertOneIsKeptNow();
    }

    @Test
    void whatActsIsNotKept() {
        assertThat(CanonicalRequest.of("{\"background\":true}".getBytes(UTF_8))).isEmpty();
        assertThat(CanonicalRequest.of("{\"conversation\":\"conv_1\"}".getBytes(UTF_8)))
                .isEmpty();
        assertThat(CanonicalRequest.of("[1]".getBytes(UTF_8))).isEmpty();
        assertThat(CanonicalRequest.of("{".getBytes(UTF_8))).isEmpty();
        assertThat(new String(
                        CanonicalRequest.of("{\"b\":[{\"z\":1.10,\"model\":null}], \"a\":\"\\u00e9\",\"model\":\"x\"}"
                                        .getBytes(UTF_8))
                                .orElseThrow(),
                        UTF_8))
                .isEqualTo("{\"a\":\"é\",\"b\":[{\"model\":null,\"z\":1.10}]}");
    }

    @Test
    void embeddingsAreKept() throws Exception {
        String asked = "{\"model\":\"e\",\"input\":\"Hi\"}";
        String answer =
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1,-2.5e-3]}],"
                        + "\"model\":\"e\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}";
        CompletableFuture<CacheKey> put = kept.next(embeddings(asked));
        cache.keep(embeddings(asked), answer.getBytes(UTF_8));
        put.get(20, TimeUnit.SECONDS);
        assertThat(text(found(embeddings(asked)).response())).isEqualTo(answer);
        assertThat(find(embeddings(asked.replace("Hi", "Ho")))).isEmpty();
    }

    private static CacheSettings settings(Set<String> exceptKeys) {
        return new CacheSettings(Duration.ofHours(1), 1 << 20, 64 << 10, Optional.empty(), exceptKeys);
    }

    private static CacheableCall chat(String body, boolean streamed) {
        return call(Codecs.named("openai-chat").orElseThrow(), body, streamed);
    }

    private static CacheableCall call(Codec codec, String body, boolean streamed) {
        return new CacheableCall(
                "call-1",
                caller("acme", "shop"),
                codec.dialect(),
                Optional.of(codec),
                "openai/gpt-4o",
                codec.dialect() == Dialects.MESSAGES ? "anthropic" : "openai",
                new Body.Bytes(body.getBytes(UTF_8)),
                Headers.none(),
                Headers.none(),
                streamed,
                UsageConvention.STANDARD);
    }

    private static CacheableCall embeddings(String body) {
        return new CacheableCall(
                "call-1",
                caller("acme", "shop"),
                Dialects.EMBEDDINGS,
                Optional.empty(),
                "openai/e",
                "",
                new Body.Bytes(body.getBytes(UTF_8)),
                Headers.none(),
                Headers.none(),
                false,
                UsageConvention.STANDARD);
    }

    private static CacheableCall with(CacheableCall call, Caller caller) {
        return new CacheableCall(
                call.callId(),
                caller,
                call.dialect(),
                call.codec(),
                call.target(),
                call.issuer(),
                call.body(),
                call.inbound(),
                call.deciding(),
                call.streamed(),
                call.convention());
    }

    private static CacheableCall asking(String body, String cacheControl) {
        CacheableCall call = chat(body, false);
        return new CacheableCall(
                call.callId(),
                call.caller(),
                call.dialect(),
                call.codec(),
                call.target(),
                call.issuer(),
                call.body(),
                Headers.of("Cache-Control", cacheControl),
                call.deciding(),
                call.streamed(),
                call.convention());
    }

    private static Caller caller(String tenant, String key) {
        return new Caller(Optional.of(key), tenant, "default", Set.of("llm"), List.of());
    }

    private void keepWhole(CacheableCall call, String answer) throws Exception {
        CompletableFuture<CacheKey> put = kept.next(call);
        keep(call, answer);
        put.get(20, TimeUnit.SECONDS);
    }

    private void keep(CacheableCall call, String answer) {
        cache.keep(call, call.dialect().read(200, answer.getBytes(UTF_8), call.convention()));
    }

    /** The worker takes one after the other: the one that comes last here is the only one. */
    private void assertOneIsKeptNow() throws Exception {
        keepWhole(chat(CHAT_ASKED.replace("Hi", "Ho"), false), CHAT_ANSWER);
        assertThat(kept.size()).isEqualTo(1);
    }

    private Optional<CachedAnswers.Hit> find(CacheableCall call) {
        return cache.find(call).toCompletableFuture().join();
    }

    private CachedAnswers.Hit found(CacheableCall call) {
        return find(call).orElseThrow();
    }

    private static String text(ProxyResponse response) {
        try (InputStream in = response.body().inputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer streamed(Codec codec, String stream) {
        StreamReader reader = codec.dialect().stream(UsageConvention.STANDARD);
        var frames = Framing.SSE.reader(1 << 20, reader::event);
        frames.feed(ByteBuffer.wrap(stream.getBytes(UTF_8)));
        frames.finish();
        return reader.answer();
    }

    private static void assertSame(Answer one, Answer other) {
        assertThat(one.usage()).isEqualTo(other.usage());
        assertThat(one.usage().map(Usage::outputTotal)).isPresent();
        assertThat(one.id()).isEqualTo(other.id());
        assertThat(one.choices()).isEqualTo(other.choices());
    }

    /** A cache that tells when the answer to one call was kept. */
    private static final class Noted implements ResponseCache {
        private final ConcurrentHashMap<CacheKey, StoredAnswer> answers = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<CacheKey, CompletableFuture<CacheKey>> awaited = new ConcurrentHashMap<>();

        CompletableFuture<CacheKey> next(CacheableCall call) {
            CompletableFuture<CacheKey> next = new CompletableFuture<>();
            awaited.put(CacheKeys.of(call).orElseThrow(), next);
            return next;
        }

        void clear() {
            answers.clear();
        }

        int size() {
            return answers.size();
        }

        @Override
        public CompletionStage<Optional<StoredAnswer>> get(CacheKey key) {
            return CompletableFuture.completedStage(Optional.ofNullable(answers.get(key)));
        }

        @Override
        public void put(CacheKey key, StoredAnswer answer) {
            answers.put(key, answer);
            Optional.ofNullable(awaited.remove(key)).ifPresent(next -> next.complete(key));
        }

        @Override
        public void close() {
            answers.clear();
        }
    }
}
