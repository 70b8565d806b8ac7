package io.throughline.benchmarks.micro;

import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Reading a provider's stream for the record, and putting it into a client's dialect; an operation is a delta of text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecStreams {
    private static final int DELTAS = 500;

    /** What the provider speaks. */
    @Param({
        "openai-chat",
        "openai-responses",
        "anthropic-messages",
        "gemini-generate-content",
        "bedrock-converse",
        "cohere-chat",
        "ollama-chat"
    })
    public String from = "openai-chat";

    private final AnswerContext context = Answers.context();
    private final List<Event> events = new ArrayList<>();
    private Codec provider = Codecs.named("openai-chat").orElseThrow();

    /** Makes the stream. */
    @Setup
    public void make() {
        provider = Codecs.named(from).orElseThrow();
        SseReader reader = new SseReader(1 << 20, (name, data) -> events.add(new Event(name, data)));
        Answers.stream(from, DELTAS).forEach(event -> reader.feed(java.nio.ByteBuffer.wrap(event)));
    }

    /** Reads it as the tap does. */
    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public Object record() {
        StreamReader reader = provider.dialect().stream(UsageConvention.STANDARD);
        for (Event event : events) {
            reader.event(event.name, event.data);
        }
        return reader.answer();
    }

    /** Puts it into Chat Completions. */
    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public void toChat(Blackhole seen) throws IOException {
        translate("openai-chat", seen);
    }

    /** Puts it into Messages. */
    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public void toMessages(Blackhole seen) throws IOException {
        translate("anthropic-messages", seen);
    }

    /** Puts it into Responses. */
    @Benchmark
    @OperationsPerInvocation(DELTAS)
    public void toResponses(Blackhole seen) throws IOException {
        translate("openai-responses", seen);
    }

    private void translate(String to, Blackhole seen) throws IOException {
        StreamEvent.Sink writer = Codecs.named(to).orElseThrow().answers().orElseThrow().stream(context, seen::consume);
        EventDecoder decoder = provider.dialect().streamDecoder(UsageConvention.STANDARD, writer);
        for (Event event : events) {
            decoder.decode(event.name, event.data);
        }
        writer.accept(new StreamEvent.Ended());
    }

    private static final class Event {
        private final @Nullable String name;
        private final byte[] data;

        private Event(@Nullable String name, byte[] data) {
            this.name = name;
            this.data = data;
        }
    }
}
