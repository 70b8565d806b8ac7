package io.throughline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerKeyTest {
    @Test
    void theHashIsCopiedAndNotShown() {
        byte[] hash = new byte[32];
        CallerKey key = new CallerKey("shop", hash, "acme", "production", Set.of("llm"), List.of());
        hash[0] = 1;

        assertThat(key.sha256()).containsOnly(0);
        assertThat(key).hasToString("CallerKey[shop]");
    }

    @Test
    void aHashOfAnotherLengthIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CallerKey("shop", new byte[20], "acme", "production", Set.of(), List.of()));
    }
}
