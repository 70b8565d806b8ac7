package io.throughline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that breaks does so between events; a stream that doesn't passes byte for byte. */
class AlignedEventsTest {
    private static final String LAST = "event: error\ndata: {}\n\n";

    private final Source source = new Source();
    private final Reader reader = new Reader();
    private boolean early;

    private void open(long demand) {
        new AlignedEvents(source, cause -> LAST.getBytes(UTF_8), () -> early).subscribe(reader);
        reader.request(demand);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\r\n\r\n", "\r\r"})
    void passesAllBytesHoweverTheyAreCut(String blankLine) {
        String stream = ("data: a" + blankLine + ": ping" + blankLine + "event: x\ndata: ü" + blankLine).repeat(3)
                + "data: no end";
        byte[] bytes = stream.getBytes(UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            AlignedEventsTest cut = new AlignedEventsTest();
            cut.open(Long.MAX_VALUE);
            for (int at = 0; at < bytes.length; at += size) {
                cut.source.next(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
            }
            cut.source.complete();
            assertThat(cut.reader.text()).isEqualTo(stream);
            assertThat(cut.reader.completed).isTrue();
        }
    }

    @Test
    void aWholeEventPassesAtOnceAndUntouched() {
        open(10);
        ByteBuffer event = ByteBuffer.wrap("data: a\n\n".getBytes(UTF_8));
        source.next(event);
        assertThat(reader.buffers).hasSize(1);
        assertThat(reader.buffers.get(0).array()).isSameAs(event.array());
    }

    @Test
    void aSourceThatEndsEarlyIsToldByAWholeLastEvent() {
        early = true;
        open(10);
        source.next(ByteBuffer.wrap("data: a\n\ndata: {\"half".getBytes(UTF_8)));
        source.complete();
        assertThat(reader.text()).isEqualTo("data: a\n\n" + LAST);
        assertThat(reader.completed).isTrue();
    }

    @Test
    void aBrokenSourceIsToldByAWholeLastEvent() {
        open(10);
        source.next(ByteBuffer.wrap("data: a\n\ndata: {\"half".getBytes(UTF_8)));
        source.fail(new IOException("reset"));
        assertThat(reader.text()).isEqualTo("data: a\n\n" + LAST);
        assertThat(reader.completed).isTrue();
        assertThat(reader.failure).isNull();
    }

    @Test
    void theLastEventWaitsForDemandToo() {
        open(1);
        source.next(ByteBuffer.wrap("data: a\n\n".getBytes(UTF_8)));
        source.fail(new IOException("reset"));
        assertThat(reader.text()).isEqualTo("data: a\n\n");
        reader.request(1);
        assertThat(reader.text()).isEqualTo("data: a\n\n" + LAST);
        assertThat(reader.completed).isTrue();
    }

    @Test
    void anEventTooLargeToHoldPassesOnAndThenABreakIsABreak() {
        open(100);
        source.next(ByteBuffer.wrap(("data: " + "x".repeat(70_000)).getBytes(UTF_8)));
        assertThat(reader.text()).hasSize(70_006);
        source.fail(new IOException("reset"));
        assertThat(reader.failure).isInstanceOf(IOException.class);
        assertThat(reader.completed).isFalse();
    }

    @Test
    void whatIsHeldBackIsAskedForAgain() {
        open(1);
        source.next(ByteBuffer.wrap("data: ".getBytes(UTF_8)));
        assertThat(source.requested).isEqualTo(2);
        source.next(ByteBuffer.wrap("a\n\n".getBytes(UTF_8)));
        assertThat(source.requested).isEqualTo(2);
    }

    @Test
    void leavingEndsTheSource() {
        open(1);
        reader.cancel();
        assertThat(source.cancelled).isTrue();
    }

    /** A publisher that a test drives; simpler to follow than a {@link SubmissionPublisher}. */
    private static final class Source implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
        private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
        private long requested;
        private boolean cancelled;

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
            subscriber = reader;
            reader.onSubscribe(this);
        }

        void next(ByteBuffer buffer) {
            subscriber.onNext(buffer);
        }

        void fail(Throwable cause) {
            subscriber.onError(cause);
        }

        void complete() {
            subscriber.onComplete();
        }

        @Override
        public void request(long n) {
            requested += n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static final class Reader implements Flow.Subscriber<ByteBuffer> {
        private final List<ByteBuffer> buffers = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private boolean completed;

        void request(long n) {
            subscription.request(n);
        }

        void cancel() {
            subscription.cancel();
        }

        String text() {
            return bytes.toString(UTF_8);
        }

        @Override
        public void onSubscribe(Flow.Subscription source) {
            subscription = source;
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            buffers.add(buffer);
            byte[] chunk = new byte[buffer.remaining()];
            buffer.duplicate().get(chunk);
            bytes.writeBytes(chunk);
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }
}
