package io.throughline.thread.history;

/** Reads the contents of Gemini's dialect, in both its spellings. Used by one thread. */
final class GeminiScan {
    private final JsonCursor cursor;
    private final TurnLog log;
    private final References references;
    private final PartScan parts;

    GeminiScan(JsonCursor cursor, TurnLog log, References references) {
        this.cursor = cursor;
        this.log = log;
        this.references = references;
        this.parts = new PartScan(cursor, log, references);
    }

    /** Reads the contents the cursor stands on: a list, one alone, or a text. */
    void read() throws MalformedException {
        if (cursor.peek() == '"') {
            log.message(Side.USER);
            log.text(cursor);
        } else if (cursor.enter('[')) {
            while (cursor.element()) {
                content();
            }
        } else {
            content();
        }
    }

    private void content() throws MalformedException {
        if (!cursor.enter('{')) {
            cursor.skip();
            return;
        }
        String role = "user";
        int said = -1;
        while (cursor.field()) {
            int place = cursor.place();
            switch (cursor.name()) {
                case "role" -> role = cursor.word();
                case "parts" -> {
                    said = place;
                    cursor.skip();
                }
                default -> cursor.skip();
            }
        }
        int behind = cursor.here();
        if (said >= 0 && !role.equals("system")) {
            log.message(role.equals("model") ? Side.ASSISTANT : Side.USER);
            cursor.moveTo(said);
            parts();
        }
        cursor.moveTo(behind);
    }

    private void parts() throws MalformedException {
        if (!cursor.enter('[')) {
            part();
            return;
        }
        while (cursor.element()) {
            part();
        }
    }

    private void part() throws MalformedException {
        if (!cursor.enter('{')) {
            cursor.skip();
            return;
        }
        int text = -1;
        boolean thought = false;
        while (cursor.field()) {
            int place = cursor.place();
            switch (cursor.name()) {
                case "text" -> {
                    text = place;
                    cursor.skip();
                }
                case "thought" -> {
                    thought = cursor.peek() == 't';
                    cursor.skip();
                }
                case "functionCall", "function_call" -> function(true);
                case "functionResponse", "function_response" -> function(false);
                case "inlineData", "inline_data", "fileData", "file_data" -> {
                    if (cursor.enter('{')) {
                        parts.media();
                    } else {
                        cursor.skip();
                    }
                }
                default -> cursor.skip();
            }
        }
        int behind = cursor.here();
        if (!thought) {
            parts.text(text);
        }
        cursor.moveTo(behind);
    }

    private void function(boolean called) throws MalformedException {
        if (!cursor.enter('{')) {
            cursor.skip();
            return;
        }
        int name = -1;
        int value = -1;
        while (cursor.field()) {
            int place = cursor.place();
            switch (cursor.name()) {
                case "id" -> references.take(cursor);
                case "name" -> {
                    name = place;
                    cursor.skip();
                }
                case "args", "response" -> {
                    value = place;
                    cursor.skip();
                }
                default -> cursor.skip();
            }
        }
        int behind = cursor.here();
        if (called) {
            parts.call(name, value);
        } else {
            parts.result(unwrapped(value));
        }
        cursor.moveTo(behind);
    }

    /** A result that is no object stands in one, as its only field. */
    private int unwrapped(int place) throws MalformedException {
        if (place < 0) {
            return place;
        }
        cursor.moveTo(place);
        if (!cursor.enter('{') || !cursor.field()) {
            return place;
        }
        boolean wrapper = switch (cursor.name()) {
            case "result", "output", "error", "content" -> cursor.peek() == '"';
            default -> false;
        };
        int inner = cursor.place();
        cursor.skip();
        return wrapper && !cursor.field() ? inner : place;
    }
}
