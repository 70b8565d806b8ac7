package io.throughline.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Tap;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.registry.Codecs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream between a provider and a client, step by step: each byte of the source is one event. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TranslatedStreamTest {
    private final ExecutorService sourceThread = Executors.newSingleThreadExecutor();
    private final ExecutorService clientThread = Executors.newSingleThreadExecutor();
    private final EventBridge bridge = new EventBridge(translation());
    private final Letters letters = new Letters();
    private final TranslatedStream stream = new TranslatedStream(letters, bridge);

    enum Threads {
        SAME,
        OWN
    }

    @AfterEach
    void stop() {
        sourceThread.shutdownNow();
        clientThread.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void everyFrameComesInOrderWhoeverAsksForOneAtATime(Threads threads) throws Exception {
        Client client = new Client(1);
        read(threads, source(threads, "tabcdefghij.", Optional.empty()), client);
        assertThat(client.awaited()).isEqualTo("abcdefghij");
        assertThat(client.error).isNull();
        assertThat(letters.ends).containsExactly(new Tap.End.Completed());
    }

    @ParameterizedTest
    @EnumSource
    void everyFrameComesInOrderWhoeverAsksForAll(Threads threads) throws Exception {
        Client client = new Client(Long.MAX_VALUE);
        read(threads, source(threads, "t" + "abcdefghij".repeat(2000) + ".", Optional.empty()), client);
        assertThat(client.awaited()).isEqualTo("abcdefghij".repeat(2000));
        assertThat(letters.ends).containsExactly(new Tap.End.Completed());
    }

    @ParameterizedTest
    @EnumSource
    void aClientMayLeaveAtAnyPoint(Threads threads) throws Exception {
        for (int point = 1; point <= 10; point++) {
            TranslatedStreamTest fresh = new TranslatedStreamTest();
            Client client = new Client(1);
            client.leavesAfter = point;
            Fed source = fresh.source(threads, "tabcdefghijklm.", Optional.empty());
            fresh.read(threads, source, client);
            client.left.get(5, TimeUnit.SECONDS);
            assertThat(client.frames).hasSize(point);
            assertThat(client.completions).hasValue(0);
            assertThat(source.cancelled).isTrue();
            assertThat(fresh.letters.ends).containsExactly(new Tap.End.Cancelled());
            fresh.stop();
        }
    }

    @Test
    void nothingMoreIsReadThanTheClientHasTaken() {
        Client client = new Client(0);
        Fed source = source(Threads.SAME, "tabcdefgh.", Optional.empty());
        read(Threads.SAME, source, client);
        long before = source.given;
        client.subscription.request(1);
        assertThat(client.frames).hasSize(1);
        client.subscription.request(2);
        assertThat(client.frames).hasSize(3);
        assertThat(source.given - before).isEqualTo(2);
    }

    @Test
    void whatIsUndeliveredWhenTheSourceCompletesWaitsForDemand() {
        Client client = new Client(0);
        read(Threads.SAME, source(Threads.SAME, "ta", Optional.empty()), client);
        assertThat(client.completions).hasValue(0);
        assertThat(letters.ends).containsExactly(new Tap.End.Completed());
        client.subscription.request(1);
        assertThat(client.completions).hasValue(0);
        client.subscription.request(1);
        assertThat(client.frames).hasSize(2);
        assertThat(client.frames.get(1)).contains("ended early");
        assertThat(client.completions).hasValue(1);
    }

    @Test
    void aSourceThatBreaksEndsInAnErrorFrameAndNotInAnError() throws Exception {
        Client client = new Client(1);
        read(Threads.SAME, source(Threads.SAME, "tab", Optional.of(new IOException("reset"))), client);
        assertThat(client.awaited()).isEqualTo("ab");
        assertThat(client.frames).last().asString().contains("broke");
        assertThat(client.error).isNull();
        assertThat(letters.ends).hasSize(1).first().isInstanceOf(Tap.End.Failed.class);
    }

    @Test
    void anErrorBeforeAnythingElseBeginsNothing() throws Exception {
        Fed source = source(Threads.SAME, "!abc", Optional.empty());
        assertThat(stream.begin(source).toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isFalse();
        assertThat(source.cancelled).isTrue();
        assertThat(bridge.failure().orElseThrow().message()).isEqualTo("told");
        assertThat(letters.ends).as("the status is not known yet").isEmpty();
        stream.failed();
        stream.onNext(ByteBuffer.wrap(new byte[] {'z'}));
        stream.onComplete();
        assertThat(letters.ends).containsExactly(new Tap.End.Completed());
        assertThat(letters.seen.toString()).isEqualTo("!");
    }

    @Test
    void aSourceThatIsOverBeforeItsFirstFrameEndsOnceTheStatusIsKnown() throws Exception {
        IOException cause = new IOException("reset");
        Fed source = Fed.breaking(List.of(ByteBuffer.allocate(0)), cause);
        assertThat(stream.begin(source).toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isFalse();
        assertThat(letters.ends).isEmpty();
        stream.failed();
        assertThat(letters.ends).containsExactly(new Tap.End.Failed(cause));
    }

    @Test
    void afterAnErrorInMidStreamTheSourceIsLeft() throws Exception {
        Client client = new Client(1);
        Fed source = source(Threads.SAME, "ta!bcdef", Optional.empty());
        read(Threads.SAME, source, client);
        assertThat(client.awaited()).isEqualTo("a");
        assertThat(client.frames).last().asString().contains("told");
        assertThat(source.cancelled).isTrue();
        assertThat(letters.seen.toString()).isEqualTo("ta!");
        assertThat(letters.ends).containsExactly(new Tap.End.Completed());
    }

    @Test
    void aFaultOfOursEndsInAnErrorFrame() throws Exception {
        Client client = new Client(1);
        Fed source = source(Threads.SAME, "ta?bc.", Optional.empty());
        read(Threads.SAME, source, client);
        assertThat(client.awaited()).isEqualTo("a");
        assertThat(client.frames).last().asString().contains("Something went wrong in the proxy");
        assertThat(bridge.ownFailure()).isPresent();
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void aClientThatLeavesBeforeItHasReadEndsAll() {
        Client client = new Client(0);
        client.leavesAfter = 0;
        Fed source = source(Threads.SAME, "tabc.", Optional.empty());
        read(Threads.SAME, source, client);
        assertThat(source.cancelled).isTrue();
        assertThat(client.frames).isEmpty();
        stream.onNext(ByteBuffer.wrap(new byte[] {'z'}));
        stream.onError(new IOException("late"));
        assertThat(client.error).isNull();
        assertThat(client.completions).hasValue(0);
        assertThat(letters.seen.toString()).doesNotContain("z");
        assertThat(letters.ends).containsExactly(new Tap.End.Cancelled());
    }

    @Test
    void aSecondReaderIsRefused() throws Exception {
        Client client = new Client(0);
        read(Threads.SAME, source(Threads.SAME, "tab.", Optional.empty()), client);
        Client second = new Client(1);
        stream.subscribe(second);
        assertThat(second.error).isInstanceOf(IllegalStateException.class);
        client.subscription.request(Long.MAX_VALUE);
        assertThat(client.awaited()).isEqualTo("ab");
    }

    @Test
    void askingForNothingIsAnError() {
        Client client = new Client(0);
        Fed source = source(Threads.SAME, "tab.", Optional.empty());
        read(Threads.SAME, source, client);
        client.subscription.request(-1);
        assertThat(client.error).isInstanceOf(IllegalArgumentException.class);
        assertThat(client.frames).isEmpty();
        assertThat(source.cancelled).isTrue();
        assertThat(letters.ends).containsExactly(new Tap.End.Cancelled());
    }

    @Test
    void leavingWhileBytesAreReadEndsAfterThem() throws Exception {
        for (int round = 0; round < 300; round++) {
            TranslatedStreamTest fresh = new TranslatedStreamTest();
            Client client = new Client(Long.MAX_VALUE);
            Fed source = fresh.source(Threads.OWN, "t" + "abcdefghij".repeat(20) + ".", Optional.empty());
            fresh.read(Threads.OWN, source, client);
            client.begun.get(5, TimeUnit.SECONDS);
            clientThread.submit(() -> client.subscription.cancel()).get(5, TimeUnit.SECONDS);
            fresh.sourceThread.shutdown();
            assertThat(fresh.sourceThread.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            assertThat(fresh.letters.ends).hasSize(1);
            assertThat(fresh.letters.concurrent).isFalse();
            assertThat(fresh.letters.afterEnd).isFalse();
            fresh.stop();
        }
    }

    private void read(Threads threads, Fed source, Client client) {
        stream.begin(source)
                .thenAccept(begun -> {
                    assertThat(begun).isTrue();
                    if (threads == Threads.OWN) {
                        clientThread.execute(() -> stream.subscribe(client));
                    } else {
                        stream.subscribe(client);
                    }
                })
                .exceptionally(e -> {
                    client.over.completeExceptionally(e);
                    return null;
                });
    }

    private Fed source(Threads threads, String text, Optional<Throwable> breaksWith) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (byte octet : text.getBytes(UTF_8)) {
            pieces.add(ByteBuffer.wrap(new byte[] {octet}));
        }
        return new Fed(pieces.iterator(), breaksWith, threads == Threads.OWN ? sourceThread : Runnable::run);
    }

    private static Translation translation() {
        byte[] asked = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(UTF_8);
        return Translation.of(
                Codecs.named("openai-chat").orElseThrow(),
                asked,
                Codecs.named("cohere-chat").orElseThrow(),
                Destination.of("m", "cohere"),
                false,
                "call");
    }

    /** A letter is told as text; t tells nothing, a dot ends the answer, ! is an error, ? a fault. */
    private final class Letters implements TranslatedStream.Source {
        private final StringBuilder seen = new StringBuilder();
        private final List<Tap.End> ends = new CopyOnWriteArrayList<>();
        private final AtomicInteger inside = new AtomicInteger();
        private volatile boolean concurrent;
        private volatile boolean afterEnd;
        private boolean opened;

        @Override
        public void bytes(ByteBuffer bytes) {
            concurrent |= inside.incrementAndGet() != 1;
            afterEnd |= !ends.isEmpty();
            while (bytes.hasRemaining()) {
                tell((char) bytes.get());
            }
            inside.decrementAndGet();
        }

        private void tell(char letter) {
            seen.append(letter);
            switch (letter) {
                case 't' -> {}
                case '!' -> fail("told");
                case '?' -> throw new IllegalStateException("a fault");
                case '.' -> {
                    bridge.accept(new StreamEvent.Finished(0, FinishReason.STOP, "stop"));
                    bridge.accept(new StreamEvent.Ended());
                }
                default -> text(letter);
            }
        }

        private void text(char letter) {
            if (!opened) {
                opened = true;
                bridge.accept(new StreamEvent.Started(Optional.of("id"), Optional.of("m")));
                bridge.accept(new StreamEvent.BlockOpened(0, 0, new StreamEvent.Kind.Text()));
            }
            bridge.accept(new StreamEvent.TextDelta(0, 0, String.valueOf(letter)));
        }

        private void fail(String message) {
            bridge.accept(new StreamEvent.Failed(ModelError.of(ModelError.Kind.UPSTREAM, message)));
        }

        @Override
        public void finish(Optional<Throwable> broken) {
            afterEnd |= !ends.isEmpty();
            fail(broken.isPresent() ? "broke" : "ended early");
        }

        @Override
        public void end(Tap.End how) {
            concurrent |= inside.get() != 0;
            ends.add(how);
        }
    }

    private static final class Client implements Flow.Subscriber<ByteBuffer> {
        private static final Pattern TEXT = Pattern.compile("\"content\":\"([a-z])\"");

        private final long asksFor;
        private final List<String> frames = new CopyOnWriteArrayList<>();
        private final AtomicInteger completions = new AtomicInteger();
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
        private final CompletableFuture<Boolean> left = new CompletableFuture<>();
        private volatile Throwable error;
        private volatile Flow.Subscription subscription;
        private int leavesAfter = -1;

        private Client(long asksFor) {
            this.asksFor = asksFor;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            begun.complete(true);
            if (leavesAfter == 0) {
                given.cancel();
            } else if (asksFor > 0) {
                given.request(asksFor);
            }
        }

        @Override
        public void onNext(ByteBuffer frame) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            frames.add(new String(bytes, UTF_8));
            if (frames.size() == leavesAfter) {
                subscription.cancel();
                left.complete(true);
            } else if (asksFor == 1) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable cause) {
            error = cause;
            over.complete(true);
        }

        @Override
        public void onComplete() {
            completions.incrementAndGet();
            over.complete(true);
        }

        private String awaited() throws Exception {
            over.get(10, TimeUnit.SECONDS);
            assertThat(completions).hasValueLessThan(2);
            StringBuilder text = new StringBuilder();
            for (String frame : frames) {
                Matcher told = TEXT.matcher(frame);
                while (told.find()) {
                    text.append(told.group(1));
                }
            }
            return text.toString();
        }
    }
}
