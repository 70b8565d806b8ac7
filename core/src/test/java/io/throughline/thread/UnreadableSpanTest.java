package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.throughline.Attributes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** A span of somebody's that throws when it is asked is as good as none: no call fails of it. */
class UnreadableSpanTest {
    @Test
    void isNone() {
        Span broken = (Span) Proxy.newProxyInstance(
                Span.class.getClassLoader(), new Class<?>[] {Span.class}, (proxy, method, with) -> {
                    if (method.isDefault()) {
                        return InvocationHandler.invokeDefault(proxy, method, with);
                    }
                    throw new IllegalStateException("broken");
                });
        try (Scope scope = broken.makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(Span.current()).isSameAs(broken);
            assertThat(CurrentSpan.find()).isEmpty();
            assertThat(CallingContext.carried(Attributes.none()))
                    .hasToString(Attributes.none().toString());
        }
    }
}
