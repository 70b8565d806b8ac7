package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells an answer as a response, event by event. */
final class ResponseStream implements StreamEvent.Sink {
    private final Frames frames;
    private final ResponseObject response;
    private final OutputDraft output;
    private Outcome outcome = Outcome.IN_PROGRESS;
    private @Nullable FinishReason reason;
    private String rawReason = "";
    private boolean hasId;
    private boolean hasModel;
    private boolean begun;
    private boolean over;

    ResponseStream(AnswerContext context, Frames frames) {
        this.frames = frames;
        this.response = new ResponseObject(context);
        this.output = new OutputDraft(frames, context);
    }

    @Override
    public void accept(StreamEvent event) {
        if (over) {
            return;
        }
        if (event instanceof StreamEvent.Started who) {
            start(who);
        } else if (event instanceof StreamEvent.UsageTold told) {
            response.use(told.usage());
        } else if (event instanceof StreamEvent.TierTold told) {
            response.serve(told.tier());
        } else if (event instanceof StreamEvent.Finished finished) {
            finish(finished);
        } else if (event instanceof StreamEvent.Failed failed) {
            fail(failed.error());
        } else if (event instanceof StreamEvent.Ended) {
            end();
        } else if (event instanceof StreamEvent.Restarted) {
            restart();
        } else {
            takeContent(event);
        }
    }

    /** Writes the response as it stands. */
    void write(JsonGenerator json) throws IOException {
        response.write(json, outcome, output);
    }

    /** What is told after the first event can't take its id or model back; some providers tell one after the other. */
    private void start(StreamEvent.Started who) {
        if (begun) {
            return;
        }
        response.start(who);
        hasId |= who.id().isPresent();
        hasModel |= who.model().isPresent();
        if (hasId && hasModel) {
            begin();
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            tellResponse("response.created");
            tellResponse("response.in_progress");
        }
    }

    private void takeContent(StreamEvent event) {
        begin();
        if (event instanceof StreamEvent.BlockOpened opened && opened.choice() == 0) {
            output.open(opened.block(), opened.kind());
        } else if (event instanceof StreamEvent.TextDelta delta && delta.choice() == 0) {
            output.add(delta.block(), delta.text());
        } else if (event instanceof StreamEvent.ArgumentsDelta delta && delta.choice() == 0) {
            output.add(delta.block(), delta.json());
        } else if (event instanceof StreamEvent.SignatureDelta delta && delta.choice() == 0) {
            output.sign(delta.block(), delta.signature());
        } else if (event instanceof StreamEvent.EncryptedReasoning form && form.choice() == 0) {
            output.encrypt(form.block(), form.data());
        } else if (event instanceof StreamEvent.LogprobsTold told && told.choice() == 0) {
            output.addLogprobs(told.json());
        } else if (event instanceof StreamEvent.BlockClosed closed && closed.choice() == 0) {
            output.close(closed.block());
        }
        if (output.isTooLarge()) {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider's answer has no end."));
        }
    }

    private void finish(StreamEvent.Finished finished) {
        boolean better =
                reason == null || (reason == FinishReason.STOP && finished.reason() == FinishReason.TOOL_CALLS);
        if (finished.choice() == 0 && better) {
            reason = finished.reason();
            rawReason = finished.raw();
        }
    }

    private void restart() {
        if (output.isEmpty()) {
            output.forget();
        } else {
            fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider began its answer anew in mid-stream."));
        }
    }

    private void end() {
        begin();
        outcome = ending();
        if (outcome.equals(Outcome.FAILED)) {
            response.fail(ModelError.of(ModelError.Kind.UPSTREAM, "The provider broke the answer off: " + rawReason));
        }
        output.finish(outcome.lastItem());
        tellResponse("response." + outcome.status());
        over = true;
    }

    /** A refusal in words is an answer, and is told as one. */
    private Outcome ending() {
        FinishReason told = reason == null ? FinishReason.STOP : reason;
        return told == FinishReason.CONTENT_FILTER && output.hasRefusal() ? Outcome.COMPLETED : Outcome.of(told);
    }

    private void fail(ModelError error) {
        begin();
        outcome = Outcome.FAILED;
        response.fail(error);
        output.abandon();
        frames.tell("error", json -> writeError(json, error));
        tellResponse("response.failed");
        over = true;
    }

    /** OpenAI documents the error's fields beside the type and sends them in an object: readers of either find them. */
    private static void writeError(JsonGenerator json, ModelError error) throws IOException {
        JsonNode tree = ResponseObject.tree(error);
        // a code is never missing beside the type
        JsonNode code = tree.path("code").isTextual() ? tree.path("code") : tree.path("type");
        json.writeStringField("code", code.textValue());
        json.writeStringField("message", error.message());
        json.writeStringField("param", tree.path("param").textValue());
        json.writeFieldName("error");
        json.writeRawValue(JsonText.of(tree));
    }

    private void tellResponse(String type) {
        frames.tell(type, json -> {
            json.writeFieldName("response");
            write(json);
        });
    }
}
