package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Flow;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Jetty takes one write at a time, and none once the call is over. */
class JettyResponseWriterTest {
    private final List<String> written = new ArrayList<>();
    private final Deque<Callback> pending = new ArrayDeque<>();
    private final List<String> ends = new ArrayList<>();
    private final Source source = new Source();
    private final JettyResponseWriter writer = new JettyResponseWriter(
            response(),
            new EndOnce(
                    Callback.from(() -> ends.add("succeeded"), failure -> ends.add("failed")), new ClientWatch.None()),
            false);

    @Test
    void theEndWaitsForTheLastBytes() {
        writer.onSubscribe(source);
        writer.onNext(bytes("last"));
        writer.onComplete();
        assertThat(written).containsExactly("last");
        pending.remove().succeeded();
        assertThat(written).containsExactly("last", "the end");
        pending.remove().succeeded();
        assertThat(ends).containsExactly("succeeded");
        assertThat(source.requested)
                .as("nothing is asked of a source that is over")
                .isEqualTo(1);
    }

    @Test
    void theEndIsWrittenAtOnceWhenAllBytesAreOut() {
        writer.onSubscribe(source);
        writer.onNext(bytes("last"));
        pending.remove().succeeded();
        writer.onComplete();
        assertThat(written).containsExactly("last", "the end");
    }

    @Test
    void nothingIsWrittenToAClientThatHasLeft() {
        writer.onSubscribe(source);
        writer.leave();
        writer.onNext(bytes("late"));
        writer.onComplete();
        assertThat(written).isEmpty();
        assertThat(ends).containsExactly("failed");
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void aWriteThatFailsIsTheLast() {
        writer.onSubscribe(source);
        writer.onNext(bytes("unsent"));
        pending.remove().failed(new java.io.IOException("broken pipe"));
        writer.onComplete();
        assertThat(written).containsExactly("unsent");
        assertThat(ends).containsExactly("failed");
        assertThat(source.cancelled).isTrue();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private Response response() {
        return (Response) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Response.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("write");
                    boolean last = (boolean) arguments[0];
                    written.add(
                            last
                                    ? "the end"
                                    : UTF_8.decode((ByteBuffer) arguments[1]).toString());
                    pending.add((Callback) arguments[2]);
                    return null;
                });
    }

    private static final class Source implements Flow.Subscription {
        private long requested;
        private boolean cancelled;

        @Override
        public void request(long n) {
            requested += n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
