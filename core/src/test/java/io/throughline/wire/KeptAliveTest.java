package io.throughline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** A silent stream is kept alive between events, and never beyond what its reader asked for. */
class KeptAliveTest implements KeptAlive.Alarm, Flow.Subscriber<ByteBuffer> {
    private final List<String> read = new ArrayList<>();
    private final List<Armed> alarms = new ArrayList<>();
    private final Source source = new Source();
    private Flow.Subscription subscription;
    private long nanos;

    @Test
    void aSilenceIsFilledBetweenEventsAlone() {
        start();
        subscription.request(10);
        source.reader.onNext(bytes("data: 1\n\n"));
        pass(20);
        assertThat(read).containsExactly("data: 1\n\n", ": p\n\n");
        source.reader.onNext(bytes("data: 2"));
        pass(20);
        assertThat(read).as("not within an event").hasSize(3);
        source.reader.onNext(bytes("\n\n"));
        pass(5);
        assertThat(read).as("not before the silence is long enough").hasSize(4);
        pass(15);
        assertThat(read).hasSize(5).last().isEqualTo(": p\n\n");
    }

    @Test
    void aPingComesWhenTheSilenceIsAsLongAsSaidAndNoLater() {
        start();
        subscription.request(10);
        pass(14);
        assertThat(read).isEmpty();
        pass(1);
        assertThat(read).containsExactly(": p\n\n");
        pass(10);
        source.reader.onNext(bytes("data: 1\n\n"));
        pass(14);
        assertThat(read).hasSize(2);
        pass(1);
        assertThat(read).containsExactly(": p\n\n", "data: 1\n\n", ": p\n\n");
        pass(30);
        assertThat(read).as("one for each silence").hasSize(5);
    }

    @Test
    void aSourceThatBreaksIsToldAfterWhatItSaidAndNothingComesBehind() {
        start();
        source.reader.onNext(bytes("data: 1\n\n"));
        source.reader.onError(new IOException("broken"));
        assertThat(read).as("nobody has asked").isEmpty();
        subscription.request(10);
        assertThat(read).containsExactly("data: 1\n\n", "error");
        assertThat(alarms).isEmpty();
        pass(100);
        assertThat(read).hasSize(2);
    }

    @Test
    void whoAsksForNothingGetsNothingAndLosesNothing() {
        start();
        subscription.request(1);
        pass(20);
        assertThat(read).containsExactly(": p\n\n");
        source.reader.onNext(bytes("data: 1\n\n"));
        pass(20);
        assertThat(read).hasSize(1);
        subscription.request(1);
        assertThat(read).containsExactly(": p\n\n", "data: 1\n\n");
        source.reader.onComplete();
        assertThat(read).endsWith("end");
        assertThat(alarms).as("nothing is left behind").isEmpty();
    }

    @Test
    void aReaderThatLeavesEndsTheSourceAndTheAlarm() {
        start();
        subscription.cancel();
        assertThat(source.cancelled).isTrue();
        assertThat(alarms).isEmpty();
    }

    private void start() {
        new KeptAlive(source, ": p\n\n".getBytes(UTF_8), Duration.ofNanos(15), this).subscribe(this);
    }

    /** Lets time go by from alarm to alarm. */
    private void pass(long time) {
        long until = nanos + time;
        for (Armed next = next(until); next != null; next = next(until)) {
            alarms.remove(next);
            nanos = next.at();
            next.action().run();
        }
        nanos = until;
    }

    private Armed next(long until) {
        return alarms.stream()
                .filter(alarm -> alarm.at() <= until)
                .min(Comparator.comparingLong(Armed::at))
                .orElse(null);
    }

    private record Armed(long at, Runnable action) {}

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Runnable after(Duration delay, Runnable action) {
        Armed armed = new Armed(nanos + delay.toNanos(), action);
        alarms.add(armed);
        return () -> alarms.remove(armed);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
    }

    @Override
    public void onNext(ByteBuffer item) {
        read.add(UTF_8.decode(item).toString());
    }

    @Override
    public void onError(Throwable cause) {
        read.add("error");
    }

    @Override
    public void onComplete() {
        read.add("end");
    }

    private static final class Source implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
        private Flow.Subscriber<? super ByteBuffer> reader;
        private boolean cancelled;

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            reader = subscriber;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
