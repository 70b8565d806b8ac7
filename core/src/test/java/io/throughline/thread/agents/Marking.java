package io.throughline.thread.agents;

import io.throughline.Secret;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.mark.CleanRequest;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.RequestCleaner;
import io.throughline.mark.SignedIds;
import io.throughline.mark.ToolStamp;
import io.throughline.thread.TraceIds;
import java.util.List;

/**
 * Which marks answers get: signatures behind texts that are no JSON, stamps in calls of tools. Safe for use by many threads.
 *
 * @param signatures whether texts are signed
 * @param stamps whether calls are stamped
 */
public record Marking(boolean signatures, boolean stamps) {
    public static final Marking NONE = new Marking(false, false);

    private static final InvisibleSignature SIGNATURE = new InvisibleSignature(Secret.of("simulation"));
    private static final RequestCleaner CLEANER = RequestCleaner.of(SIGNATURE, ToolStamp.FIELD);

    /** Reads the marks of a request. */
    public CleanRequest read(String tenant, Agent.Request request) {
        return CLEANER.clean(request.dialect(), tenant, request.body());
    }

    /** Returns the answer as the client gets it. */
    public Answer marked(Answer answer, String tenant, TraceIds ids) {
        List<Answer.Choice> choices = answer.choices().stream()
                .map(choice -> new Answer.Choice(
                        choice.index(),
                        choice.blocks().stream()
                                .map(block -> marked(block, tenant, ids))
                                .toList(),
                        choice.finishReason(),
                        choice.rawFinishReason()))
                .toList();
        return new Answer(answer.id(), answer.model(), choices, answer.usage(), answer.serviceTier(), answer.error());
    }

    private Block marked(Block block, String tenant, TraceIds ids) {
        if (signatures && block instanceof Block.Text text && !text.text().endsWith("}")) {
            return new Block.Text(text.text() + SIGNATURE.sign(tenant, new SignedIds(ids.traceId(), ids.threadId())));
        }
        if (stamps && block instanceof Block.ToolCall call) {
            String rest = call.arguments().substring(1);
            String stamp = "{\"" + ToolStamp.FIELD + "\":\"" + ids.traceId() + '"' + (rest.equals("}") ? "" : ",");
            return new Block.ToolCall(call.id(), call.name(), stamp + rest);
        }
        return block;
    }
}
