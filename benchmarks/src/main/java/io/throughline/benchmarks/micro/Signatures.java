package io.throughline.benchmarks.micro;

import io.throughline.Secret;
import io.throughline.mark.AnswerEditor;
import io.throughline.mark.AnswerEdits;
import io.throughline.mark.CleanRequest;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.RequestCleaner;
import io.throughline.mark.SignedIds;
import io.throughline.mark.StreamEditor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The invisible signature: made, verified, taken out of a history of 1 MB, put into answers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Signatures {
    private static final String TENANT = "acme";
    private static final String DIALECT = "openai-chat";
    private static final String ID = "01a1fc49-ed21-704d-95cd-56ba224a53c4";
    private static final SignedIds IDS = new SignedIds(ID, ID);

    private final InvisibleSignature signatures = new InvisibleSignature(Secret.of("a secret of the benchmark"));
    private final RequestCleaner cleaner = RequestCleaner.of(signatures, "_throughline_trace_id");
    private final String signature = signatures.sign(TENANT, IDS);
    private final byte[] unsigned = Requests.chat("gpt-4o", 1_000_000, false);
    private final byte[] signed = Requests.chat("gpt-4o", 1_000_000, false, signature);
    private final byte[] answer = Answers.chat();
    private final List<ByteBuffer> stream =
            Answers.stream(DIALECT, 500).stream().map(ByteBuffer::wrap).toList();

    /** Makes a signature. */
    @Benchmark
    public String sign() {
        return signatures.sign(TENANT, IDS);
    }

    /** Verifies one. */
    @Benchmark
    public Object verify() {
        return signatures.verify(TENANT, signature);
    }

    /** Looks for signatures in 1 MB that has none. */
    @Benchmark
    public CleanRequest cleanUnsigned() {
        return cleaner.clean(DIALECT, TENANT, unsigned);
    }

    /** Takes a signature out of each of some 250 messages of the assistant's in 1 MB. */
    @Benchmark
    public CleanRequest cleanSigned() {
        return cleaner.clean(DIALECT, TENANT, signed);
    }

    /** Signs a whole answer of 1.5 kB. */
    @Benchmark
    public byte[] signWhole() {
        return AnswerEditor.of(DIALECT, AnswerEdits.NONE.withSignature(signature))
                .whole(answer);
    }

    /** Signs a stream of 500 deltas that comes event by event. */
    @Benchmark
    public void signStream(Blackhole seen) {
        StreamEditor editor = AnswerEditor.of(DIALECT, AnswerEdits.NONE.withSignature(signature))
                .events()
                .orElseThrow();
        for (ByteBuffer event : stream) {
            seen.consume(editor.feed(event.duplicate()));
        }
        seen.consume(editor.finish());
    }
}
