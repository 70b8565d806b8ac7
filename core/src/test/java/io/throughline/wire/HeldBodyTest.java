package io.throughline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class HeldBodyTest {
    private final ReferenceQueue<HeldBody.Judge> collected = new ReferenceQueue<>();

    /** A stream may go on for an hour after its first words. */
    @Test
    void whatHasJudgedIsLetGoOfWhileTheBodyGoesOn() throws InterruptedException {
        Begun begun = begin();
        Reference<?> gone = null;
        for (int round = 0; round < 40 && gone == null; round++) {
            System.gc();
            gone = collected.remove(200);
        }
        assertThat(gone).isSameAs(begun.judge);
        assertThat(new String(begun.body.bytes(), UTF_8)).isEqualTo("first");
    }

    private Begun begin() {
        ByteBuffer first = ByteBuffer.allocate(5);
        HeldBody.Judge judge = bytes -> first.put(bytes).position() == 5;
        HeldBody body = new HeldBody(judge, 100, new ByteBudget(100));
        var known = body.begin(subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext(ByteBuffer.wrap("first".getBytes(UTF_8)));
        });
        assertThat(known.toCompletableFuture().join()).isEmpty();
        return new Begun(body, new PhantomReference<>(judge, collected));
    }

    private record Begun(HeldBody body, PhantomReference<HeldBody.Judge> judge) {}
}
