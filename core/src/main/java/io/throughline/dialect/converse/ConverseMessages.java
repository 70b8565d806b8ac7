package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes turns as {@code system} and {@code messages}: user and assistant strictly take turns, beginning with the user, and nothing is blank. Used for
 * one request.
 */
final class ConverseMessages {
    private static final String MESSAGES = "messages";

    private final ModelFamily family;
    private final Losses losses;
    private final PartBlocks blocks;
    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final List<MessageDraft> drafts = new ArrayList<>();

    ConverseMessages(ModelFamily family, Losses losses, PartBlocks blocks) {
        this.family = family;
        this.losses = losses;
        this.blocks = blocks;
    }

    void add(Turn turn) {
        if (turn.name().isPresent()) {
            losses.takes(Feature.PARTICIPANT_NAME);
        }
        switch (turn.role()) {
            case SYSTEM, DEVELOPER -> addSystem(turn);
            case USER -> addTurn(turn, true);
            case ASSISTANT -> addTurn(turn, false);
        }
    }

    /** Adds an instruction of ours behind the client's. */
    void instruct(String text) {
        system.add(MessageDraft.text(text));
    }

    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        if (drafts.isEmpty()) {
            throw Losses.refused(MESSAGES, "there must be a turn of the user");
        }
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        if (!drafts.get(0).isOfUser() && !family.mayBegin()) {
            losses.emulate(MESSAGES, "a turn of the user is put before the model's first one");
            messages.add(filler(true));
        }
        MessageDraft last = drafts.get(drafts.size() - 1);
        if (!last.isOfUser()) {
            last.trimEnd();
        }
        drafts.forEach(draft -> write(draft, messages));
        return messages;
    }

    private void addSystem(Turn turn) {
        if (!drafts.isEmpty()) {
            addLaterSystem(turn);
            return;
        }
        for (Part part : turn.parts()) {
            if (part instanceof Part.Text text) {
                blocks.text(text).ifPresent(system::add);
            } else if (part instanceof Part.CacheBreakpoint breakpoint) {
                // with nothing before it there is nothing to keep
                if (!system.isEmpty()) {
                    blocks.cachePoint(breakpoint.json()).ifPresent(system::add);
                }
            } else {
                throw Losses.refused(MESSAGES, "system turns hold text alone");
            }
        }
    }

    private void addLaterSystem(Turn turn) {
        if (!losses.takes(Feature.SYSTEM_LATER)) {
            return;
        }
        for (Part part : turn.parts()) {
            if (part instanceof Part.Text text && !text.text().isBlank()) {
                draft(true).add(MessageDraft.text("<system>\n" + text.text() + "\n</system>"));
            } else if (part instanceof Part.CacheBreakpoint breakpoint) {
                blocks.cachePoint(breakpoint.json()).ifPresent(draft(true)::add);
            } else if (!(part instanceof Part.Text)) {
                throw Losses.refused(MESSAGES, "system turns hold text alone");
            }
        }
    }

    private void addTurn(Turn turn, boolean ofUser) {
        List<ObjectNode> written = new ArrayList<>();
        for (Part part : turn.parts()) {
            // a breakpoint behind nothing has nothing to keep
            if (!(part instanceof Part.CacheBreakpoint) || !written.isEmpty() || goesOn(ofUser)) {
                written.addAll(blocks.of(part));
            }
        }
        if (!written.isEmpty()) {
            MessageDraft draft = draft(ofUser);
            written.forEach(draft::add);
        } else if (ofUser) {
            throw Losses.refused(MESSAGES, "a turn of the user holds nothing but blank text");
        } else {
            losses.emulate(MESSAGES, "a turn of the model that holds nothing is left out");
        }
    }

    private boolean goesOn(boolean ofUser) {
        return !drafts.isEmpty() && drafts.get(drafts.size() - 1).isOfUser() == ofUser;
    }

    /** Returns the last message if it is of that side, else a new one. */
    private MessageDraft draft(boolean ofUser) {
        if (!goesOn(ofUser)) {
            drafts.add(new MessageDraft(ofUser));
        }
        return drafts.get(drafts.size() - 1);
    }

    private void write(MessageDraft draft, ArrayNode messages) {
        Optional<MessageDraft> rest = draft.mustSplit(family) ? Optional.of(draft.splitOff()) : Optional.empty();
        complete(draft);
        messages.add(draft.message());
        rest.ifPresent(other -> {
            losses.emulate(MESSAGES, "what follows tools' results is put behind a turn of the model");
            complete(other);
            messages.add(filler(false)).add(other.message());
        });
    }

    private void complete(MessageDraft draft) {
        if (draft.hasDocumentAlone()) {
            losses.emulate(losses.path(Feature.DOCUMENT_DATA), "a text is put beside the document");
            draft.add(MessageDraft.text(MessageDraft.FILLER));
        }
    }

    private static ObjectNode filler(boolean ofUser) {
        MessageDraft draft = new MessageDraft(ofUser);
        draft.add(MessageDraft.text(MessageDraft.FILLER));
        return draft.message();
    }
}
