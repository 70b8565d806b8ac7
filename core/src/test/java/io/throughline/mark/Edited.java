package io.throughline.mark;

import io.throughline.Secret;
import java.nio.charset.StandardCharsets;

/** Runs answers through editors. */
final class Edited {
    static final String SIGNATURE =
            new InvisibleSignature(Secret.of("a secret")).sign("acme", new SignedIds("run-1", "run-1"));
    static final ToolStamp STAMP = new ToolStamp(ToolStamp.FIELD, "run-1");
    static final String MEMBER = "\\\"_throughline_trace_id\\\":\\\"run-1\\\"";
    static final AnswerEdits SIGNED = AnswerEdits.NONE.withSignature(SIGNATURE);
    static final AnswerEdits STAMPED = AnswerEdits.NONE.withStamp(STAMP);
    static final AnswerEdits TOLD = AnswerEdits.NONE.withExtras(() -> "\"_cost\":null");

    private Edited() {}

    static String whole(String dialect, AnswerEdits edits, String body) {
        return text(AnswerEditor.of(dialect, edits).whole(bytes(body)));
    }

    static String events(String dialect, AnswerEdits edits, String stream) {
        StreamEditor editor = AnswerEditor.of(dialect, edits).events().orElseThrow();
        return text(EditedInputStream.all(bytes(stream), editor));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
