package io.throughline.mark;

import io.throughline.Body;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Adds to answers what {@link AnswerEdits} says, in the client's dialect. Bytes that it has no reason to touch stay as they are; so does what it
 * can't read, and errors. An editor is for one answer, whole or streamed.
 */
public final class AnswerEditor {
    private final String dialect;
    private final AnswerEdits edits;

    private AnswerEditor(String dialect, AnswerEdits edits) {
        this.dialect = dialect;
        this.edits = edits;
    }

    /**
     * Makes an editor.
     *
     * @param dialect the client's, such as {@code openai-chat}; answers of one that carries no conversations stay as they are, but embeddings, which
     *     get extras
     * @param edits what to add
     */
    public static AnswerEditor of(String dialect, AnswerEdits edits) {
        return new AnswerEditor(dialect, edits);
    }

    /**
     * Edits a whole answer of a status below 400.
     *
     * @param body decoded; not changed
     * @return the very array where nothing is added
     */
    public byte[] whole(byte[] body) {
        Splices splices = new Splices();
        try {
            boolean edited = !edits.isEmpty() && whole().edit(body, new Marks(edits), splices);
            return edited ? splices.apply(body) : body;
        } catch (Malformed e) {
            return body;
        }
    }

    /** Returns an editor of a stream of server-sent events; nothing for a dialect that has none. */
    public Optional<StreamEditor> events() {
        Marks marks = new Marks(edits);
        if (edits.isEmpty()) {
            return Optional.empty();
        }
        return switch (dialect) {
            case ClientDialects.CHAT -> Optional.of(new SseEditor(new ChatStream(marks)));
            case ClientDialects.RESPONSES -> Optional.of(new SseEditor(new ResponsesStream(marks)));
            case ClientDialects.MESSAGES -> Optional.of(new SseEditor(new MessagesStream(marks)));
            case ClientDialects.GEMINI -> Optional.of(new SseEditor(new GeminiStream(marks)));
            default -> Optional.empty();
        };
    }

    /** Returns an editor of Gemini's stream that is one JSON array; nothing for any other dialect. */
    public Optional<StreamEditor> array() {
        boolean gemini = dialect.equals(ClientDialects.GEMINI) && !edits.isEmpty();
        return gemini ? Optional.of(new ArrayEditor(new GeminiAnswer(new Marks(edits)))) : Optional.empty();
    }

    /**
     * Returns a stream's body as it goes to the client, in the same shape.
     *
     * @param body decoded; to be read once
     * @param editor what edits it; used for nothing else
     */
    public static Body edited(Body body, StreamEditor editor) {
        if (body instanceof Body.Bytes bytes) {
            return Body.of(EditedInputStream.all(bytes.bytes(), editor));
        } else if (body instanceof Body.Pull pull) {
            return new Body.Pull(new EditedInputStream(pull.stream(), editor), OptionalLong.empty());
        } else if (body instanceof Body.Push push) {
            return new Body.Push(new EditedPublisher(push.publisher(), editor), OptionalLong.empty());
        }
        throw new AssertionError("a body of an unknown shape");
    }

    private WholeEdits whole() {
        return switch (dialect) {
            case ClientDialects.CHAT -> ChatWhole::edit;
            case ClientDialects.RESPONSES -> ResponseOutput::edit;
            case ClientDialects.MESSAGES -> MessagesWhole::edit;
            case ClientDialects.GEMINI -> GeminiAnswer::edit;
            case "openai-embeddings" -> ExtrasAlone::edit;
            default -> (body, marks, splices) -> false;
        };
    }
}
