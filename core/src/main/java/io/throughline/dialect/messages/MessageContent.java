package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Block;
import io.throughline.dialect.conversation.AnswerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a whole message, as it is written block by block. */
final class MessageContent {
    private final ArrayNode content = JsonNodeFactory.instance.arrayNode();
    private final CallIds ids = new CallIds();
    private final ReasoningSeal seal;
    private final String callId;
    private @Nullable ObjectNode lastText;
    private boolean calls;
    private boolean refused;

    MessageContent(AnswerContext context) {
        this.seal = new ReasoningSeal(context.issuer());
        this.callId = context.callId();
    }

    MessageContent write(List<Block> blocks) {
        for (int number = 0; number < blocks.size(); number++) {
            Block block = blocks.get(number);
            if (block instanceof Block.Text text) {
                text(text.text());
            } else if (block instanceof Block.Refusal refusal) {
                refused = true;
                text(refusal.text());
            } else if (block instanceof Block.Reasoning reasoning) {
                reasoning(reasoning);
            } else if (block instanceof Block.ToolCall call) {
                calls = true;
                String id = ids.call(call.id().isEmpty() ? callId + "/" + number : call.id());
                content.add(MessageBlocks.toolUse(id, call.name(), ToolInput.of(call.arguments())));
            } else if (block instanceof Block.Opaque opaque) {
                opaque(opaque);
            }
        }
        return this;
    }

    ArrayNode content() {
        return content;
    }

    boolean calls() {
        return calls;
    }

    boolean isRefused() {
        return refused;
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            lastText = MessageBlocks.text(text);
            content.add(lastText);
        }
    }

    private void reasoning(Block.Reasoning reasoning) {
        String signature = reasoning
                .signature()
                .flatMap(signed -> seal.beforeSignature().map(before -> before + signed))
                .orElse("");
        boolean visible = !reasoning.text().isEmpty() || !signature.isEmpty();
        if (visible && signature.isEmpty() && reasoning.encrypted().isPresent()) {
            signature = reasoning.encrypted().flatMap(seal::asSignature).orElse("");
            content.add(MessageBlocks.thinking(reasoning.text(), signature));
            return;
        }
        if (visible) {
            content.add(MessageBlocks.thinking(reasoning.text(), signature));
        }
        reasoning.encrypted().flatMap(seal::redacted).ifPresent(data -> content.add(MessageBlocks.redacted(data)));
    }

    private void opaque(Block.Opaque opaque) {
        ObjectNode cited = lastText;
        if (!MessageCitations.areOf(opaque.type())) {
            MessageBlocks.ofAnthropic(opaque.type(), opaque.json()).ifPresent(content::add);
        } else if (cited != null) {
            MessageCitations.of(opaque.type(), opaque.json())
                    .ifPresent(citation -> cited.withArray("citations").add(citation));
        }
    }
}
