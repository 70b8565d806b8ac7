package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer. Text and thoughts go out as they come; a call goes out when it is whole, as clients know no other, and until then its
 * arguments wait, within bounds.
 */
final class GeminiStreamWriter implements StreamEvent.Sink {
    private final AnswerContext context;
    private final ChunkFrames frames;
    private final TreeMap<Integer, StreamedCandidate> candidates = new TreeMap<>();
    private final WaitingText waiting = new WaitingText();
    private Optional<String> id = Optional.empty();
    private Optional<String> model = Optional.empty();
    private @Nullable Usage usage;
    private boolean done;

    GeminiStreamWriter(AnswerContext context, ChunkFrames frames) {
        this.context = context;
        this.frames = frames;
    }

    @Override
    public void accept(StreamEvent event) {
        if (done) {
            return;
        }
        if (event instanceof StreamEvent.Started who) {
            start(who);
        } else if (event instanceof StreamEvent.UsageTold told) {
            usage = told.usage();
        } else if (event instanceof StreamEvent.Failed failed) {
            fail(failed.error());
        } else if (event instanceof StreamEvent.Restarted) {
            restart();
        } else if (event instanceof StreamEvent.Ended) {
            end();
        } else {
            int choice = ChoiceOf.event(event);
            if (choice >= 0) {
                StreamedCandidate candidate =
                        candidates.computeIfAbsent(choice, number -> new StreamedCandidate(number, context, waiting));
                candidate.accept(event);
                write(candidate);
            }
        }
    }

    /** What the first chunk said stays so in all. */
    private void start(StreamEvent.Started who) {
        if (!frames.begun()) {
            id = who.id().or(() -> id);
            model = who.model().or(() -> model);
        }
    }

    private void write(StreamedCandidate candidate) {
        if (waiting.tooMuch()) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider's tool calls are too large."));
        } else if (candidate.hasParts()) {
            ObjectNode chunk = JsonNodeFactory.instance.objectNode();
            chunk.putArray("candidates").add(candidate.next());
            frames.chunk(bytes(chunk));
        }
    }

    private void restart() {
        if (frames.begun()) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider began its answer anew."));
        } else {
            candidates.clear();
        }
    }

    private void fail(ModelError error) {
        done = true;
        frames.lastChunk(GeminiErrors.write(error));
    }

    private void end() {
        done = true;
        ObjectNode chunk = JsonNodeFactory.instance.objectNode();
        candidates.values().forEach(candidate -> chunk.withArray("candidates").add(candidate.last()));
        if (usage != null) {
            chunk.set("usageMetadata", UsageMetadata.of(usage));
        }
        frames.lastChunk(bytes(chunk));
    }

    private byte[] bytes(ObjectNode chunk) {
        chunk.put("modelVersion", model.orElse(context.asked().model()));
        chunk.put("responseId", id.orElse(context.callId()));
        return JsonText.of(chunk).getBytes(StandardCharsets.UTF_8);
    }
}
