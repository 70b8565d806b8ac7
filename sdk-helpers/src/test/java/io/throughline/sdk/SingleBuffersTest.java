package io.throughline.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Lists of buffers come as buffers, no faster than they are asked for. */
class SingleBuffersTest {
    private final List<String> seen = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Flow.Subscriber<? super List<ByteBuffer>> source;
    private Flow.Subscription reading;

    @Test
    void oneForEachAsked() {
        subscribe();
        assertThat(asked).isEmpty();
        reading.request(1);
        assertThat(asked).containsExactly("1");
        source.onNext(List.of(bytes("a"), bytes(""), bytes("b")));
        assertThat(seen).containsExactly("a");
        reading.request(2);
        assertThat(seen).containsExactly("a", "b");
        assertThat(asked).containsExactly("1", "1");
        source.onNext(List.of(bytes("c")));
        source.onComplete();
        assertThat(seen).containsExactly("a", "b", "c", "complete");
    }

    @Test
    void theEndWaitsForWhatIsLeft() {
        subscribe();
        reading.request(1);
        source.onNext(List.of(bytes("a"), bytes("b")));
        source.onError(new IllegalStateException("broken"));
        assertThat(seen).containsExactly("a");
        reading.request(Long.MAX_VALUE);
        reading.request(Long.MAX_VALUE);
        assertThat(seen).containsExactly("a", "b", "error broken");
    }

    @Test
    void cancellingReachesTheSourceAndNothingComesAfter() {
        subscribe();
        reading.request(5);
        reading.cancel();
        source.onNext(List.of(bytes("a")));
        source.onComplete();
        assertThat(asked).containsExactly("1", "cancel");
        assertThat(seen).isEmpty();
    }

    @Test
    void aDemandOfNothingIsAnError() {
        subscribe();
        reading.request(0);
        assertThat(seen).containsExactly("error a demand of 0");
    }

    private void subscribe() {
        new SingleBuffers(subscriber -> {
                    source = subscriber;
                    subscriber.onSubscribe(new Flow.Subscription() {
                        @Override
                        public void request(long count) {
                            asked.add(Long.toString(count));
                        }

                        @Override
                        public void cancel() {
                            asked.add("cancel");
                        }
                    });
                })
                .subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        reading = subscription;
                    }

                    @Override
                    public void onNext(ByteBuffer buffer) {
                        seen.add(StandardCharsets.UTF_8.decode(buffer).toString());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        seen.add("error " + failure.getMessage());
                    }

                    @Override
                    public void onComplete() {
                        seen.add("complete");
                    }
                });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
