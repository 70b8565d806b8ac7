package io.throughline.record;

import io.throughline.dialect.Answer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that is read when somebody first wants it, and once. Safe for use by many threads. */
final class ReadOnce implements Recording.Reading {
    private final Supplier<Answer> source;
    private final Runnable forget;
    private @Nullable Answer read;

    ReadOnce(Supplier<Answer> source, Runnable forget) {
        this.source = source;
        this.forget = forget;
    }

    @Override
    public synchronized Answer answer() {
        Answer answer = read == null ? source.get() : read;
        read = answer;
        return answer;
    }

    @Override
    public void forget() {
        forget.run();
    }
}
