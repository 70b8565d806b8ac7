package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the parts of contents, in order: calls get ids where they have none, and results find their calls. */
final class PartReader {
    private final List<Conversation.Further> further;
    private final Places places;
    private final CallPairs pairs = new CallPairs();

    PartReader(List<Conversation.Further> further, Places places) {
        this.further = further;
        this.places = places;
    }

    void beginModelTurn() {
        pairs.beginTurn();
    }

    void unknown(JsonAt field) {
        further.add(new Conversation.Further(Feature.UNKNOWN_FIELD, field.path(), field.json()));
    }

    List<Part> read(JsonAt part) {
        Draft draft = new Draft();
        part.fields((name, field) -> takeField(draft, name, field));
        List<Part> said = new ArrayList<>();
        Optional<String> signature = draft.signature;
        if (draft.thought && draft.text.isPresent()) {
            String text = draft.text.get();
            said.add(
                    signature.isPresent()
                            ? Signatures.fromClient(text, signature.get())
                            : new Part.Reasoning(text, Optional.empty(), Optional.empty(), Optional.empty()));
            return said;
        }
        signature
                .filter(told -> !told.equals(Signatures.SKIP_VALIDATION))
                .ifPresent(told -> said.add(Signatures.fromClient("", told)));
        draft.content.ifPresent(said::add);
        draft.text
                .filter(text -> !text.isEmpty() || signature.isEmpty())
                .ifPresent(text -> said.add(new Part.Text(text)));
        if (said.isEmpty() && signature.isEmpty()) {
            throw Losses.refused(part.path(), part.path() + " has no content");
        }
        said.forEach(one -> places.put(one, part.path()));
        return said;
    }

    private void takeField(Draft draft, String name, JsonAt field) {
        switch (name) {
            case "text" -> draft.text = Optional.of(field.text());
            case "thought" -> draft.thought = field.bool();
            case "thoughtSignature" ->
                draft.signature = Optional.of(field.text()).filter(told -> !told.isEmpty());
            case "inlineData" -> draft.content = Optional.of(MediaReader.inline(field, this::unknown));
            case "fileData" -> draft.content = Optional.of(MediaReader.file(field, this::unknown));
            case "functionCall" -> draft.content = Optional.of(call(field));
            case "functionResponse" -> draft.content = Optional.of(result(field));
            case "executableCode", "codeExecutionResult", "toolCall", "toolResponse" ->
                draft.content = Optional.of(new Part.Foreign(GeminiDialect.NAME, name, field.path(), field.json()));
            case "mediaResolution" ->
                further.add(new Conversation.Further(Feature.IMAGE_DETAIL, field.path(), field.json()));
            default -> unknown(field);
        }
    }

    private Part.ToolCall call(JsonAt call) {
        CallDraft draft = new CallDraft();
        call.fields((name, field) -> {
            switch (name) {
                case "id" -> draft.id = field.text();
                case "name" -> draft.name = field.text();
                case "args" -> {
                    if (!field.node().isObject()) {
                        throw field.wrong("an object");
                    }
                    draft.args = field.json();
                }
                default -> unknown(field);
            }
        });
        if (draft.name.isEmpty()) {
            throw Losses.refused(call.path() + ".name", call.path() + ".name must be given");
        }
        return new Part.ToolCall(pairs.call(draft.id, draft.name), draft.name, draft.args);
    }

    private Part.ToolResult result(JsonAt result) {
        ResultReader reader = new ResultReader(this::unknown, places);
        result.fields(reader::take);
        String callId = pairs.result(reader.id(), reader.name())
                .orElseThrow(() -> Losses.refused(
                        result.path(), result.path() + " answers no functionCall of the model's turn before it"));
        return reader.result(callId);
    }

    /** A part that is being read. */
    private static final class Draft {
        private Optional<String> text = Optional.empty();
        private boolean thought;
        private Optional<String> signature = Optional.empty();
        private Optional<Part> content = Optional.empty();
    }

    /** A call that is being read. */
    private static final class CallDraft {
        private String id = "";
        private String name = "";
        private String args = "{}";
    }
}
