package io.throughline.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.throughline.testkit.RecordedCase;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Wherever the network cuts a stream, it reads the same; wherever it ends, nothing throws. */
class StreamCutsTest {
    private static final long SMALL = 16_000;

    @TestFactory
    Stream<DynamicTest> aCutAtAnyByteChangesNothing() {
        return tests(smallestOfEachProvider(), one -> {
            byte[] body = one.response();
            Answer whole = Recordings.stream(one, body, body.length);
            for (int cut = 0; cut < body.length; cut++) {
                assertThat(Recordings.stream(one, body, cut))
                        .as("cut at %d", cut)
                        .isEqualTo(whole);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aStreamMayEndAtAnyByte() {
        return tests(smallestOfEachProvider(), one -> {
            byte[] body = one.response();
            for (int end = 0; end < body.length; end++) {
                byte[] begun = Arrays.copyOf(body, end);
                assertThatCode(() -> Recordings.stream(one, begun, begun.length))
                        .as("ended at %d", end)
                        .doesNotThrowAnyException();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> damageNeverThrows() {
        return tests(smallestOfEachProvider(), one -> {
            byte[] body = one.response();
            Random random = new Random(one.id().hashCode());
            for (int round = 0; round < 300; round++) {
                byte[] damaged = body.clone();
                for (int i = 0; i < 1 + round / 10; i++) {
                    damaged[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                assertThatCode(() -> Recordings.stream(one, damaged, damaged.length))
                        .as("round %d", round)
                        .doesNotThrowAnyException();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aDamagedWholeAnswerNeverThrows() {
        List<RecordedCase> wholes = recorded().stream()
                .filter(one -> !one.streamed() && one.response().length < SMALL)
                .toList();
        return tests(wholes, one -> {
            byte[] body = one.response();
            Random random = new Random(one.id().hashCode());
            for (int round = 0; round < 100; round++) {
                byte[] damaged = Arrays.copyOf(body, body.length - random.nextInt(body.length));
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                assertThatCode(() -> Recordings.whole(one, damaged))
                        .as("round %d", round)
                        .doesNotThrowAnyException();
            }
        });
    }

    @Test
    void oneByteAtATimeChangesNothingInAnyStream() {
        for (RecordedCase one : streams()) {
            byte[] body = one.response();
            StreamReader reader = Recordings.reader(one);
            ByteBuffer[] bytes = new ByteBuffer[body.length];
            Arrays.setAll(bytes, i -> ByteBuffer.wrap(body, i, 1));
            Recordings.feed(reader, bytes);
            assertThat(reader.answer()).as(one.id()).isEqualTo(Recordings.answer(one));
        }
    }

    @Test
    void aStreamEndsWithItsDialectsLastEvent() {
        for (RecordedCase one : streams()) {
            assertThat(read(one).ended()).as(one.id()).isEqualTo(!LACKS_ITS_END.contains(one.id()));
        }
    }

    @Test
    void aStreamHasStartedOnceThereIsContent() {
        for (RecordedCase one : streams()) {
            StreamReader reader = read(one);
            boolean hasContent = reader.answer().choices().stream()
                    .anyMatch(choice -> !choice.blocks().isEmpty());
            assertThat(reader.started()).as(one.id()).isEqualTo(hasContent);
            assertThat(Recordings.reader(one).started()).isFalse();
        }
    }

    /** Recordings in which the event that ends a stream is missing, or is no JSON: the provider just closed. */
    private static final Set<String> LACKS_ITS_END = Set.of(
            "cerebras/chat.completions/req-gpt-oss-120b-streaming.stream",
            "cerebras/chat.completions/req-qwen-3-coder-480b-object-streaming.stream",
            "gpustack/chat.completions/rub-streaming-responses-gpustack-qwen3-supports-streaming-responses.stream",
            "perplexity/chat.completions/rub-streaming-responses-perplexity-sonar-supports-streaming-responses.stream",
            "openai/responses/ver-parallel-tool-call-wrapper-1.stream");

    private static StreamReader read(RecordedCase one) {
        StreamReader reader = Recordings.reader(one);
        Recordings.feed(reader, ByteBuffer.wrap(one.response()));
        return reader;
    }

    private interface Check {
        void run(RecordedCase one) throws Exception;
    }

    private static Stream<DynamicTest> tests(List<RecordedCase> cases, Check check) {
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.id(), () -> check.run(one)));
    }

    private static List<RecordedCase> recorded() {
        List<RecordedCase> all = Recordings.all();
        assumeFalse(all.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        return all;
    }

    private static List<RecordedCase> streams() {
        return recorded().stream().filter(RecordedCase::streamed).toList();
    }

    private static List<RecordedCase> smallestOfEachProvider() {
        return streams().stream()
                .collect(Collectors.groupingBy(one -> one.provider() + one.dialect()))
                .values()
                .stream()
                .map(ofProvider -> ofProvider.stream()
                        .min(Comparator.comparingInt(one -> one.response().length))
                        .orElseThrow())
                .filter(one -> one.response().length < SMALL)
                .sorted(Comparator.comparing(RecordedCase::id))
                .toList();
    }
}
