package io.throughline.echo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps what a publisher gives, and how it ended. */
final class Reader implements Flow.Subscriber<ByteBuffer> {
    final List<String> buffers = new ArrayList<>();

    @Nullable
    Throwable failure;

    boolean completed;
    private Flow.@Nullable Subscription source;

    void request(long n) {
        if (source != null) {
            source.request(n);
        }
    }

    void cancel() {
        if (source != null) {
            source.cancel();
        }
    }

    List<EchoCalls.Event> events() {
        return EchoCalls.events(String.join("", buffers));
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        buffers.add(StandardCharsets.UTF_8.decode(buffer).toString());
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
