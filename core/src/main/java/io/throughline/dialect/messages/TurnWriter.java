package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import java.util.ArrayList;
import java.util.List;

/** Writes turns as {@code system} and {@code messages}: neighbours of one role become one message. Made for one request. */
final class TurnWriter {
    private static final String USER = "user";
    private static final String ASSISTANT = "assistant";
    private static final String SYSTEM = "system";

    private final Losses losses;
    private final PartWriter parts;
    /** Whether the model takes system text among the messages. */
    private final boolean systemAnywhere;

    private final MessageDraft system = new MessageDraft(SYSTEM);
    private final List<MessageDraft> messages = new ArrayList<>();

    TurnWriter(Destination to, Losses losses) {
        Treatment later = to.treatments().get(Feature.SYSTEM_LATER);
        this.losses = losses;
        this.parts = new PartWriter(to, losses);
        this.systemAnywhere = later != null && later.way() == Treatment.Way.MAPPED;
    }

    void write(List<Turn> turns) {
        boolean leading = true;
        for (Turn turn : turns) {
            if (turn.name().isPresent()) {
                losses.takes(Feature.PARTICIPANT_NAME);
            }
            if (turn.role() == Role.DEVELOPER) {
                losses.takes(Feature.DEVELOPER_ROLE);
            }
            boolean speaks = turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER;
            leading &= speaks;
            if (leading) {
                instruct(turn, system);
            } else if (speaks) {
                later(turn);
            } else {
                say(turn);
            }
        }
    }

    /** Adds an instruction of ours behind the client's. */
    void instruct(String text) {
        system.text(text);
    }

    /** Returns the system prompt's blocks; none where there is no system prompt. */
    ArrayNode system() {
        return system.content();
    }

    /** Returns the messages. */
    ArrayNode messages() {
        messages.removeIf(message -> message.role().equals(ASSISTANT) && message.isEmpty());
        if (messages.isEmpty()) {
            throw Losses.refused("messages", "messages must hold a turn of the user");
        }
        MessageDraft end = messages.get(messages.size() - 1);
        if (end.role().equals(ASSISTANT)) {
            end.trimEnd();
        }
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        for (MessageDraft message : messages) {
            if (message.isEmpty()) {
                throw Losses.refused("messages", "messages must not hold a turn of the user that says nothing");
            }
            written.add(message.message());
        }
        return written;
    }

    boolean hasFiles() {
        return parts.hasFiles();
    }

    private void instruct(Turn turn, MessageDraft into) {
        for (Part part : turn.parts()) {
            if (!(part instanceof Part.Text || part instanceof Part.CacheBreakpoint)) {
                throw losses.refusal(SYSTEM, "system prompts are of text alone");
            }
            parts.write(part, into);
        }
    }

    private void later(Turn turn) {
        if (!losses.takes(Feature.SYSTEM_LATER)) {
            return;
        }
        if (systemAnywhere) {
            MessageDraft message = message(SYSTEM);
            instruct(turn, message);
            if (message.isEmpty()) {
                messages.remove(message);
            }
            return;
        }
        MessageDraft message = message(USER);
        instruct(
                new Turn(
                        turn.role(),
                        turn.parts().stream().map(TurnWriter::wrapped).toList(),
                        turn.name()),
                message);
        if (message.isEmpty()) {
            messages.remove(message);
        }
    }

    private static Part wrapped(Part part) {
        return part instanceof Part.Text text && !text.text().isBlank()
                ? new Part.Text("<system>" + text.text() + "</system>")
                : part;
    }

    private void say(Turn turn) {
        MessageDraft message = message(turn.role() == Role.ASSISTANT ? ASSISTANT : USER);
        turn.parts().forEach(part -> parts.write(part, message));
    }

    /** Returns the message that a role goes on with; an assistant's of which nothing was left is none. */
    private MessageDraft message(String role) {
        if (!messages.isEmpty()) {
            MessageDraft last = messages.get(messages.size() - 1);
            if (last.role().equals(ASSISTANT) && last.isEmpty()) {
                messages.remove(last);
                return message(role);
            }
            if (last.role().equals(role)) {
                return last;
            }
        }
        MessageDraft next = new MessageDraft(role);
        messages.add(next);
        return next;
    }
}
