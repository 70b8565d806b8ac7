package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final List<String> done = new ArrayList<>();

    @Test
    void whatWasTakenBackIsNotDone() {
        Runnable first = () -> done.add("first");
        Runnable takeBack = cancellation.onCancel(first);
        cancellation.onCancel(() -> done.add("second"));

        takeBack.run();
        takeBack.run();
        cancellation.cancel();

        assertThat(done).containsExactly("second");
    }

    @Test
    void whatComesTooLateIsDoneAtOnce() {
        cancellation.cancel();

        cancellation.onCancel(() -> done.add("late")).run();

        assertThat(done).containsExactly("late");
    }

    @Test
    void aCallWithoutOneHasNotLeft() {
        assertThat(Cancellation.hasLeft(Attributes.none())).isFalse();
        Attributes call = Attributes.none().with(Cancellation.KEY, cancellation);
        assertThat(Cancellation.hasLeft(call)).isFalse();
        cancellation.cancel();
        assertThat(Cancellation.hasLeft(call)).isTrue();
    }
}
