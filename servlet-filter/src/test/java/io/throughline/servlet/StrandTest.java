package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks run one after another, and who must know that none runs can wait for that. */
@Timeout(30)
class StrandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Strand strand = new Strand();

    @Test
    void whatATaskBringsRunsAfterIt() {
        List<String> ran = new ArrayList<>();
        strand.execute(() -> {
            strand.execute(() -> ran.add("second"));
            ran.add("first");
        });
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void itIsSettledWhenTheOtherThreadsTaskHasRun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> strand.execute(() -> {
            begun.countDown();
            await(gate);
            over.set(true);
        }));
        begun.await();
        assertThat(strand.settle(Duration.ofMillis(50))).isFalse();
        assertThat(over).isFalse();
        gate.countDown();
        assertThat(strand.settle(PATIENCE)).isTrue();
        assertThat(over).isTrue();
        other.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aTaskDoesNotWaitForItself() {
        AtomicBoolean settled = new AtomicBoolean();
        strand.execute(() -> settled.set(strand.settle(PATIENCE)));
        assertThat(settled).isTrue();
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
