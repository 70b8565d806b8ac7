package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a provider's frame says the client has before the next frame is sent: text, reasoning and arguments wait for nothing. The provider here sends a
 * frame only once all that the one before it gave has been taken.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ArrivalTest {
    private static final String YAML = """
            extras: false
            trace: {signatures: off}
            """ + HealthyAnswer.PROVIDERS;

    @TempDir
    private Path directory;

    static Stream<Arguments> pairs() {
        return MalformedUpstreamTest.pairs();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachFrameGivesItsFramesAtOnce(AskingClient client, HealthyAnswer answer) throws Exception {
        Paced source = new Paced(answer.events().stream()
                .map(event -> ByteBuffer.wrap(answer.stream(List.of(event))))
                .toList());
        try (Throughline throughline =
                Throughline.create(ThroughlineConfig.parse(YAML, "test.yaml", Map.of(), directory))) {
            CompletableFuture<ProxyResponse> asked = throughline
                    .handle(
                            client.asks(answer.model, true),
                            outbound -> CompletableFuture.completedStage(new ProxyResponse(
                                    200,
                                    Headers.of("Content-Type", answer.streamType),
                                    new Body.Push(source, OptionalLong.empty()))))
                    .toCompletableFuture();
            Reader reader = new Reader();
            List<String> gave = new ArrayList<>();
            for (int frame = 0; frame < answer.events().size(); frame++) {
                assertThat(source.isAskedForMore())
                        .as("frame " + frame + " is asked for")
                        .isTrue();
                source.next();
                if (asked.isDone() && !reader.reads) {
                    asked.get(1, TimeUnit.SECONDS)
                            .body()
                            .publisher(Runnable::run)
                            .subscribe(reader);
                }
                gave.add(reader.taken());
            }
            // a call of Gemini's is told whole
            boolean callsInPieces = !client.name().startsWith("GEMINI");
            for (String said : callsInPieces ? List.of("hm", "hello", "1.5") : List.of("hm", "hello")) {
                int in = indexOf(answer.events(), said);
                assertThat(gave.get(in)).as(said + ", said by frame " + in).contains(said);
            }
            assertThat(String.join("", gave)).contains("1.5");
            assertThat(reader.over).isTrue();
        }
    }

    private static int indexOf(List<String> events, String said) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).contains(said)) {
                return i;
            }
        }
        throw new AssertionError("nobody says " + said);
    }

    /** Sends a frame when told to, and the end with the last. */
    private static final class Paced implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
        private final List<ByteBuffer> frames;
        private Optional<Flow.Subscriber<? super ByteBuffer>> reader = Optional.empty();
        private long asked;
        private int sent;

        private Paced(List<ByteBuffer> frames) {
            this.frames = frames;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            reader = Optional.of(subscriber);
            subscriber.onSubscribe(this);
        }

        private boolean isAskedForMore() {
            return asked > sent;
        }

        private void next() {
            reader.orElseThrow().onNext(frames.get(sent++));
            if (sent == frames.size()) {
                reader.orElseThrow().onComplete();
            }
        }

        @Override
        public void request(long n) {
            asked += n;
        }

        @Override
        public void cancel() {
            asked = 0;
        }
    }

    /** Takes all that comes. */
    private static final class Reader implements Flow.Subscriber<ByteBuffer> {
        private final StringBuilder text = new StringBuilder();
        private boolean reads;
        private boolean over;

        private String taken() {
            String taken = text.toString();
            text.setLength(0);
            return taken;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            reads = true;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer frame) {
            text.append(UTF_8.decode(frame.duplicate()));
        }

        @Override
        public void onError(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onComplete() {
            over = true;
        }
    }
}
