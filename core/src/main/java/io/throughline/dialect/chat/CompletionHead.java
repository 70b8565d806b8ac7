package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.Optional;

/** What stands around the choices of a completion, and is the same in all chunks of a stream. */
final class CompletionHead {
    private final AnswerContext context;
    private Optional<String> id = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<String> tier = Optional.empty();
    private boolean settled;

    CompletionHead(AnswerContext context) {
        this.context = context;
    }

    /** Takes who answers; what is told after the first chunk comes too late. */
    void started(Optional<String> toldId, Optional<String> toldModel) {
        if (!settled) {
            id = toldId.isPresent() ? toldId : id;
            model = toldModel.isPresent() ? toldModel : model;
        }
    }

    void tier(Optional<String> told) {
        tier = told;
    }

    /** Begins a completion or chunk. */
    ObjectNode begin(String object) {
        settled = true;
        ObjectNode head = Tree.object()
                .put("id", id.orElseGet(() -> "chatcmpl-" + context.callId()))
                .put("object", object)
                .put("created", context.began().getEpochSecond())
                .put("model", model.orElse(context.asked().model()));
        tier.ifPresent(name -> head.put("service_tier", name));
        return head;
    }

    /** Returns counts as OpenAI tells them: totals, with parts that are among them. */
    static ObjectNode usage(Usage usage) {
        ObjectNode told = Tree.object()
                .put("prompt_tokens", usage.inputTotal())
                .put("completion_tokens", usage.outputTotal())
                .put("total_tokens", usage.inputTotal() + usage.outputTotal());
        ObjectNode input = told.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("audio_tokens", usage.audioInput());
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        if (written > 0) {
            input.put("cache_write_tokens", written);
        }
        if (usage.image() > 0) {
            input.put("image_tokens", usage.image());
        }
        told.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", usage.audioOutput());
        return told;
    }
}
