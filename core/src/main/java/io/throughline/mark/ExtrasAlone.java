package io.throughline.mark;

/** Edits an answer that has no text and no calls, such as embeddings. */
final class ExtrasAlone {
    private ExtrasAlone() {}

    static boolean edit(byte[] bytes, Marks marks, Splices splices) throws Malformed {
        JsonCursor json = new JsonCursor(bytes);
        boolean failed = false;
        boolean any = false;
        if (!json.object()) {
            return false;
        }
        while (json.field()) {
            any = true;
            failed |= json.named("error") && !json.isNull();
        }
        int end = json.at() - 1;
        json.end();
        if (failed || !any) {
            return false;
        }
        splices.insert(end, marks.extras());
        return true;
    }
}
