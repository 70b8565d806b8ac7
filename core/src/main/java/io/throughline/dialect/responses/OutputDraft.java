package io.throughline.dialect.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes items out of the blocks of an answer and tells them as they come. Texts in a row share a message. A block without content is never told.
 *
 * <p>The end of an item is told when the next one begins, since citations may come behind a text, and what the last item's status is shows at the
 * end of the answer alone.
 */
final class OutputDraft {
    /** What a block costs beside its text, in characters: no answer has blocks without end. */
    private static final int OVERHEAD = 2048;

    private final Frames frames;
    private final AnswerContext context;
    private final ItemIds ids;
    private final List<OutputItem> items = new ArrayList<>();
    /** Blocks without content. */
    private final TreeMap<Integer, Kind> waiting = new TreeMap<>();

    private final Map<Integer, BlockContent> contents = new HashMap<>();
    /** Probabilities that came before their text. */
    private final List<JsonNode> earlyLogprobs = new ArrayList<>(0);

    private long room = AnswerAssembler.DEFAULT_LIMIT;

    OutputDraft(Frames frames, AnswerContext context) {
        this.frames = frames;
        this.context = context;
        this.ids = new ItemIds(context.callId());
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Returns whether more has come than is kept for the end. */
    boolean isTooLarge() {
        return room < 0;
    }

    boolean hasRefusal() {
        return items.stream().anyMatch(item -> item instanceof MessageItem message && message.hasRefusal());
    }

    void open(int block, Kind kind) {
        room -= OVERHEAD;
        if (kind instanceof Kind.ToolCall call) {
            int index = items.size();
            String callId = call.id().isEmpty() ? ids.call(index) : call.id();
            CallItem item = new CallItem(frames, ids.item("fc_", index), index, callId, call.name());
            contents.put(block, begin(item));
        } else if (!(kind instanceof Kind.Opaque opaque)) {
            waiting.put(block, kind);
        } else if (Annotation.isType(opaque.type())) {
            room -= opaque.json().length();
            TextPart text = openText();
            if (text != null) {
                Annotation.tell(opaque.json(), text);
            }
        }
    }

    void add(int block, String text) {
        room -= text.length();
        BlockContent content = text.isEmpty() ? null : content(block);
        if (content != null) {
            content.add(text);
        }
    }

    void sign(int block, String signature) {
        room -= signature.length();
        if (!signature.isEmpty() && content(block) instanceof ReasoningItem reasoning) {
            reasoning.addSignature(signature);
        }
    }

    void encrypt(int block, String data) {
        room -= data.length();
        if (!data.isEmpty() && content(block) instanceof ReasoningItem reasoning) {
            reasoning.encrypted(data);
        }
    }

    void addLogprobs(String json) {
        boolean wanted = context.asked().sampling().logprobs().orElse(false);
        if (!wanted) {
            return;
        }
        room -= json.length();
        TextPart text = openText();
        try {
            JsonNode told = JsonText.parse(json);
            if (text == null) {
                earlyLogprobs.add(told);
            } else {
                text.addLogprobs(told);
            }
        } catch (IOException e) {
            // probabilities that can't be read are left out
        }
    }

    void close(int block) {
        waiting.remove(block);
        BlockContent content = contents.get(block);
        if (content != null) {
            content.close();
            settle();
        }
    }

    /** Tells the end of every item; the last one has the answer's outcome. */
    void finish(String outcome) {
        for (int i = 0; i < items.size(); i++) {
            items.get(i).finish(i == items.size() - 1 ? outcome : OutputItem.COMPLETED);
        }
    }

    /** Forgets blocks of which nothing has been told. */
    void forget() {
        waiting.clear();
        earlyLogprobs.clear();
    }

    /** Leaves all items as they are. */
    void abandon() {
        items.forEach(OutputItem::abandon);
    }

    /** Writes the items that have been told. */
    void write(JsonGenerator json) throws IOException {
        for (OutputItem item : items) {
            item.write(json);
        }
    }

    private @Nullable BlockContent content(int block) {
        Kind kind = waiting.remove(block);
        if (kind == null) {
            return contents.get(block);
        }
        BlockContent content = kind instanceof Kind.Reasoning ? reasoning() : part(kind);
        contents.put(block, content);
        return content;
    }

    private ReasoningItem reasoning() {
        int index = items.size();
        return begin(new ReasoningItem(frames, ids.item("rs_", index), index, context.issuer()));
    }

    private MessagePart part(Kind kind) {
        MessageItem message = items.isEmpty() || !(items.get(items.size() - 1) instanceof MessageItem open)
                ? begin(new MessageItem(frames, ids.item("msg_", items.size()), items.size()))
                : open;
        if (kind instanceof Kind.Refusal) {
            return message.openRefusal();
        }
        TextPart text = message.openText();
        earlyLogprobs.forEach(text::addLogprobs);
        earlyLogprobs.clear();
        return text;
    }

    private <T extends OutputItem> T begin(T item) {
        items.add(item);
        settle();
        item.begin();
        return item;
    }

    /** Tells the ends of what is complete and has something behind it. */
    private void settle() {
        for (int i = 0; i < items.size() - 1; i++) {
            if (items.get(i).isOpen() && items.get(i).isComplete()) {
                items.get(i).finish(OutputItem.COMPLETED);
            }
        }
        if (!items.isEmpty() && items.get(items.size() - 1) instanceof MessageItem message) {
            message.settle();
        }
    }

    /** Returns the text to which something told now belongs: the last one, unless something other than text has begun since. */
    private @Nullable TextPart openText() {
        for (Map.Entry<Integer, Kind> block : waiting.descendingMap().entrySet()) {
            if (block.getValue() instanceof Kind.Text) {
                return (TextPart) content(block.getKey());
            }
        }
        boolean inText = !items.isEmpty()
                && items.get(items.size() - 1) instanceof MessageItem message
                && message.last() instanceof TextPart;
        return inText ? (TextPart) ((MessageItem) items.get(items.size() - 1)).last() : null;
    }
}
