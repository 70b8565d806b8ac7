package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.ErrorWriter;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes one streamed completion. Used by one thread at a time. */
final class CompletionStream implements StreamEvent.Sink {
    private final AnswerContext context;
    private final Consumer<byte[]> out;
    private final CompletionHead head;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private Optional<Usage> usage = Optional.empty();
    private boolean closed;

    CompletionStream(AnswerContext context, Consumer<byte[]> out) {
        this.context = context;
        this.out = out;
        this.head = new CompletionHead(context);
    }

    @Override
    public void accept(StreamEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof StreamEvent.BlockOpened opened) {
            deltas(opened.choice()).open(opened.block(), opened.kind());
        } else if (event instanceof StreamEvent.TextDelta delta) {
            deltas(delta.choice()).text(delta.block(), delta.text());
        } else if (event instanceof StreamEvent.ArgumentsDelta delta) {
            deltas(delta.choice()).arguments(delta.block(), delta.json());
        } else if (event instanceof StreamEvent.SignatureDelta delta) {
            deltas(delta.choice()).signature(delta.block(), delta.signature());
        } else if (event instanceof StreamEvent.EncryptedReasoning told) {
            deltas(told.choice()).encrypted(told.block(), told.data());
        } else if (event instanceof StreamEvent.OpaqueTold told) {
            deltas(told.choice()).opaque(told.block(), told.json());
        } else if (event instanceof StreamEvent.BlockClosed end) {
            deltas(end.choice()).close(end.block());
        } else {
            acceptRest(event);
        }
    }

    private void acceptRest(StreamEvent event) {
        if (event instanceof StreamEvent.Started started) {
            head.started(started.id(), started.model());
        } else if (event instanceof StreamEvent.LogprobsTold told) {
            tellLogprobs(told);
        } else if (event instanceof StreamEvent.Finished finished) {
            choice(finished.choice()).finish(finished.reason());
        } else if (event instanceof StreamEvent.UsageTold told) {
            usage = Optional.of(told.usage());
        } else if (event instanceof StreamEvent.TierTold told) {
            head.tier(Optional.of(told.tier()));
        } else if (event instanceof StreamEvent.Failed failed) {
            fail(failed.error());
        } else if (event instanceof StreamEvent.Restarted) {
            restart();
        } else if (event instanceof StreamEvent.Ended) {
            end();
        }
    }

    private void restart() {
        if (!choices.isEmpty()) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider began its answer anew."));
        }
    }

    private void fail(ModelError error) {
        closed = true;
        out.accept(ErrorWriter.framed(ErrorWriter.openAi(error)));
    }

    private void end() {
        // a client counts on a choice
        choice(0);
        choices.values().forEach(choice -> choice.deltas.end());
        choices.forEach((number, choice) -> {
            CallDeltas calls = choice.deltas.calls();
            ObjectNode chunk = chunk(number, Tree.object());
            ((ObjectNode) chunk.at("/choices/0"))
                    .put("finish_reason", FinishWord.of(choice.finish, calls.count(), calls.legacy()));
            write(chunk);
        });
        if (context.asked().streamUsage()) {
            usage.ifPresent(this::writeUsage);
        }
        out.accept("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        closed = true;
    }

    private void writeUsage(Usage told) {
        ObjectNode chunk = head.begin("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", CompletionHead.usage(told));
        write(chunk);
    }

    private void tellLogprobs(StreamEvent.LogprobsTold told) {
        choice(told.choice());
        ObjectNode chunk = chunk(told.choice(), Tree.object());
        ObjectNode logprobs = ((ObjectNode) chunk.at("/choices/0")).putObject("logprobs");
        logprobs.set("content", Tree.of(told.json()));
        logprobs.putNull("refusal");
        write(chunk);
    }

    private ChoiceDeltas deltas(int number) {
        return choice(number).deltas;
    }

    private Choice choice(int number) {
        Choice known = choices.get(number);
        if (known != null) {
            return known;
        }
        Choice begun = new Choice(new ChoiceDeltas(number, context, delta -> write(chunk(number, delta))));
        choices.put(number, begun);
        write(chunk(number, Tree.object().put("role", "assistant").put("content", "")));
        return begun;
    }

    private ObjectNode chunk(int number, ObjectNode delta) {
        ObjectNode chunk = head.begin("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", number);
        choice.set("delta", delta);
        choice.putNull("logprobs").putNull("finish_reason");
        return chunk;
    }

    private void write(ObjectNode chunk) {
        out.accept(ErrorWriter.framed(JsonText.of(chunk).getBytes(StandardCharsets.UTF_8)));
    }

    /** One choice of the stream, and why it ended as far as that is known. */
    private static final class Choice {
        private final ChoiceDeltas deltas;
        private Optional<FinishReason> finish = Optional.empty();

        private Choice(ChoiceDeltas deltas) {
            this.deltas = deltas;
        }

        private void finish(FinishReason reason) {
            finish = Optional.of(FinishWord.stronger(finish, reason));
        }
    }
}
