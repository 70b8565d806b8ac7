package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Scopes nest, stay on their thread, and can be taken to another. */
class ThroughlineContextTest {
    @Test
    void scopesNest() {
        assertThat(trace()).isEmpty();
        try (ThroughlineContext.Scope outer = ThroughlineContext.with("a", "thread", "user")) {
            assertThat(trace()).contains("a");
            try (ThroughlineContext.Scope inner = ThroughlineContext.with("b")) {
                assertThat(trace()).contains("b");
                inner.close();
                assertThat(trace()).contains("a");
            }
            assertThat(trace()).as("closing twice does nothing").contains("a");
            assertThat(outer).isNotNull();
        }
        assertThat(trace()).isEmpty();
    }

    @Test
    void anInnerScopeThatWasLeftOpenEndsWithTheOuterOne() {
        ThroughlineContext.Scope outer = ThroughlineContext.with("a");
        ThroughlineContext.with("b");
        outer.close();
        assertThat(trace()).isEmpty();
    }

    @Test
    void anotherThreadHasItsOwnAndCanTakeOneAlong() {
        try (ThroughlineContext.Scope scope = ThroughlineContext.with("a")) {
            assertThat(CompletableFuture.supplyAsync(ThroughlineContextTest::trace)
                            .join())
                    .isEmpty();
            ThroughlineContext.Captured captured = ThroughlineContext.current().orElseThrow();
            assertThat(CompletableFuture.supplyAsync(() -> {
                                try (ThroughlineContext.Scope taken = captured.open()) {
                                    return trace();
                                }
                            })
                            .join())
                    .contains("a");
            assertThat(scope).isNotNull();
        }
    }

    @Test
    void idsHaveTheirForm() {
        assertThatThrownBy(() -> ThroughlineContext.with("a b")).hasMessageContaining("trace must be");
        assertThatThrownBy(() -> ThroughlineContext.with("a", "x".repeat(129), "u"))
                .hasMessageContaining("thread must be");
        assertThatThrownBy(() -> ThroughlineContext.with("a", "t", "\n")).hasMessageContaining("user must be");
        assertThat(trace()).isEmpty();
    }

    private static Optional<String> trace() {
        return ThroughlineContext.current().flatMap(ThroughlineContext.Captured::trace);
    }
}
