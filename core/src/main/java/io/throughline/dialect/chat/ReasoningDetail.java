package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A block of reasoning out of {@code reasoning_details}, in an assistant message that a client gives back.
 *
 * @param block the block
 * @param index where among the message's pieces it stands
 * @param callId the tool call it belongs to
 */
record ReasoningDetail(Part.Reasoning block, OptionalLong index, Optional<String> callId) {

    /** Reads an entry, and adds it to the ones before, or to the last of these where it goes on with it. */
    static void read(Value entry, List<ReasoningDetail> before, ChatRequestDraft draft) {
        String text = "";
        Optional<String> signature = Optional.empty();
        Optional<String> encrypted = Optional.empty();
        Optional<String> issuer = Optional.empty();
        OptionalLong index = OptionalLong.empty();
        Optional<String> id = Optional.empty();
        for (Value field : entry.fields()) {
            switch (field.name()) {
                case "type" -> {}
                case "text", "summary", "thinking" -> text = field.text();
                case "signature" -> signature = nonEmpty(field);
                case "data" -> encrypted = nonEmpty(field);
                case "format" -> issuer = ReasoningFormat.issuerOf(field.text());
                case "index" -> index = OptionalLong.of(field.integer());
                case "id" -> id = nonEmpty(field);
                default -> draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        if (encrypted.isPresent()
                && issuer.filter(ReasoningFormat.GEMINI::equals).isPresent()) {
            // what Gemini issues is a signature, by whatever name
            signature = encrypted;
            encrypted = Optional.empty();
        }
        Optional<IssuerTag> tag = either(signature, encrypted).flatMap(IssuerTag::read);
        Part.Reasoning block = new Part.Reasoning(
                text,
                signature.map(ReasoningDetail::unmarked),
                encrypted.map(ReasoningDetail::unmarked),
                either(tag.map(IssuerTag::issuer), issuer));
        add(new ReasoningDetail(block, index, id), before);
    }

    private static void add(ReasoningDetail next, List<ReasoningDetail> before) {
        Part.Reasoning block = next.block;
        boolean isEmpty = block.text().isEmpty()
                && block.signature().isEmpty()
                && block.encrypted().isEmpty();
        ReasoningDetail last = before.isEmpty() ? null : before.get(before.size() - 1);
        if (last != null && next.goesOn(last)) {
            before.set(before.size() - 1, last.with(next));
        } else if (!isEmpty) {
            before.add(next);
        }
    }

    /** Clients that stream may give each piece back as an entry of its own: text, then perhaps signature or encrypted form. */
    private boolean goesOn(ReasoningDetail last) {
        boolean open =
                last.block.signature().isEmpty() && last.block.encrypted().isEmpty();
        boolean samePlace = index.isEmpty() || last.index.isEmpty() || index.equals(last.index);
        boolean sameIssuer = last.block.issuer().equals(block.issuer())
                || last.block.issuer().isEmpty();
        // an encrypted form without a place is a block of its own
        boolean told = block.encrypted().isEmpty() || (index.isPresent() && last.index.isPresent());
        return open && samePlace && sameIssuer && told;
    }

    private ReasoningDetail with(ReasoningDetail next) {
        Part.Reasoning joined = new Part.Reasoning(
                block.text() + next.block.text(),
                next.block.signature(),
                next.block.encrypted(),
                either(next.block.issuer(), block.issuer()));
        return new ReasoningDetail(joined, index.isPresent() ? index : next.index, either(next.callId, callId));
    }

    private static String unmarked(String value) {
        return IssuerTag.read(value).map(IssuerTag::value).orElse(value);
    }

    private static Optional<String> nonEmpty(Value field) {
        return Optional.of(field.text()).filter(text -> !text.isEmpty());
    }

    private static Optional<String> either(Optional<String> first, Optional<String> second) {
        return first.isPresent() ? first : second;
    }
}
