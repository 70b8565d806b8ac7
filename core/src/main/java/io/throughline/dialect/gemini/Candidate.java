package io.throughline.dialect.gemini;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells what one candidate consists of, whether it comes whole or in pieces. */
final class Candidate {
    private final int number;
    private final StreamEvent.Sink sink;
    private final CandidateBlocks blocks;
    private final CandidateCalls calls;
    private final Citations citations = new Citations();

    Candidate(int number, StreamEvent.Sink sink) {
        this.number = number;
        this.sink = sink;
        this.blocks = new CandidateBlocks(number, sink);
        this.calls = new CandidateCalls(number, blocks, sink);
    }

    void take(CandidateFields fields, byte[] data) throws IOException {
        for (PartFields part : fields.parts) {
            takePart(part, data);
        }
        if (fields.logprobs != null) {
            tellLogprobs(raw(data, fields.logprobs));
        }
        if (fields.grounding != null) {
            citations.ground(raw(data, fields.grounding));
        }
        if (fields.citations != null) {
            citations.cite(raw(data, fields.citations));
        }
        String finish = fields.finish;
        if (finish != null) {
            finish(finish);
        }
    }

    private void takePart(PartFields part, byte[] data) throws IOException {
        CallFields call = part.call;
        if (call == null && part.hasContent()) {
            calls.close();
        }
        String otherField = part.otherField;
        ByteRange other = part.other;
        if (call != null) {
            sign(part.signature);
            calls.take(call, data);
        } else if (otherField != null && other != null) {
            sign(part.signature);
            citations.passOver();
            MediaBlock media = MediaBlock.of(otherField, raw(data, other));
            blocks.opaque(media.type(), media.json());
        } else if (part.thought) {
            blocks.reasoning(part.text == null ? "" : part.text, part.signature);
            citations.passOver();
        } else {
            sign(part.signature);
            if (part.text != null && !part.text.isEmpty()) {
                blocks.text(part.text);
                citations.text(part.text);
            }
        }
    }

    /** A signature on what is no thought stands before it, in a block of its own. */
    private void sign(@Nullable String signature) {
        if (signature != null) {
            blocks.signature(signature);
        }
    }

    private void tellLogprobs(String result) throws IOException {
        String elements = Logprobs.toOpenAi(result);
        if (!elements.equals("[]")) {
            sink.accept(new StreamEvent.LogprobsTold(number, elements));
        }
    }

    private void finish(String word) throws IOException {
        calls.close();
        blocks.close();
        for (String annotation : citations.take()) {
            blocks.opaque("annotation", annotation);
        }
        FinishReason reason = FinishWords.reason(word);
        boolean called = reason == FinishReason.STOP && calls.any();
        sink.accept(new StreamEvent.Finished(number, called ? FinishReason.TOOL_CALLS : reason, word));
    }

    private static String raw(byte[] data, ByteRange place) throws IOException {
        try (JsonReader in = JsonReader.over(data, place)) {
            return in.raw();
        }
    }

    /** Returns JSON text without white space. */
    static String compact(String json) throws IOException {
        return JsonText.of(JsonText.parse(json));
    }
}
