package io.throughline.thread.history;

/** Reads what messages are made of: texts, media, calls of tools and their results. Used by one thread. */
final class PartScan {
    private static final String TEXT = "text";
    private static final String INPUT_TEXT = "input_text";
    private static final String OUTPUT_TEXT = "output_text";
    private static final String REFUSAL = "refusal";

    private final JsonCursor cursor;
    private final TurnLog log;
    private final References references;

    PartScan(JsonCursor cursor, TurnLog log, References references) {
        this.cursor = cursor;
        this.log = log;
        this.references = references;
    }

    /** Reads a content at a place: a text, or a list of parts. */
    void content(int place) throws MalformedException {
        if (place < 0) {
            return;
        }
        cursor.moveTo(place);
        if (cursor.peek() == '"') {
            log.text(cursor);
        } else if (cursor.enter('[')) {
            while (cursor.element()) {
                part();
            }
        } else {
            cursor.skip();
        }
    }

    void text(int place) throws MalformedException {
        if (place >= 0) {
            cursor.moveTo(place);
            log.text(cursor);
        }
    }

    /** Reads a call of a tool of which the name and the arguments are at places; -1 where there are none. */
    void call(int name, int arguments) throws MalformedException {
        long argumentsHash = noArguments();
        if (arguments >= 0) {
            cursor.moveTo(arguments);
            argumentsHash = log.arguments.of(cursor);
        }
        long nameHash = 0;
        if (name >= 0) {
            cursor.moveTo(name);
            nameHash = name();
        }
        log.call(nameHash, argumentsHash);
    }

    long noArguments() {
        return log.arguments.of("");
    }

    /** Returns the number of the name the cursor stands on. */
    long name() throws MalformedException {
        if (cursor.peek() != '"') {
            cursor.skip();
            return 0;
        }
        CanonicalText text = log.scratch();
        cursor.moveTo(TextReader.string(cursor.json, cursor.place() + 1, cursor.end, text));
        return text.hash();
    }

    /** Reads what a tool told, at a place: a text, a list of parts, or an object of its own. An object is the same as the text of one. */
    void result(int place) throws MalformedException {
        if (place < 0) {
            log.result(0);
            return;
        }
        cursor.moveTo(place);
        byte first = cursor.peek();
        int from = cursor.place();
        if (first == '{' || (first == '"' && cursor.json[from + 1] == '{')) {
            log.result(log.arguments.of(cursor));
        } else if (first == '"') {
            CanonicalText text = log.scratch();
            TextReader.string(cursor.json, from + 1, cursor.end, text);
            log.result(text.hash());
        } else {
            resultParts();
        }
    }

    /** One text in a list is a text. */
    private void resultParts() throws MalformedException {
        int texts = 0;
        int last = -1;
        CanonicalText all = log.scratch();
        if (cursor.enter('[')) {
            while (cursor.element()) {
                int place = resultPart(all);
                last = place < 0 ? last : place;
                texts += place < 0 ? 0 : 1;
            }
        }
        if (texts == 1) {
            result(last);
        } else {
            log.result(all.hash());
        }
    }

    private int resultPart(CanonicalText all) throws MalformedException {
        int text = -1;
        if (!cursor.enter('{')) {
            cursor.skip();
            return text;
        }
        while (cursor.field()) {
            if (cursor.name().equals("text") && cursor.peek() == '"') {
                text = cursor.place();
                cursor.moveTo(TextReader.string(cursor.json, text + 1, cursor.end, all));
            } else {
                cursor.skip();
            }
        }
        return text;
    }

    private void part() throws MalformedException {
        if (cursor.peek() == '"') {
            log.text(cursor);
            return;
        }
        if (!cursor.enter('{')) {
            cursor.skip();
            return;
        }
        String type = "";
        int first = cursor.place();
        int text = -1;
        int name = -1;
        int input = -1;
        int content = -1;
        while (cursor.field()) {
            int place = cursor.place();
            switch (cursor.name()) {
                case "type" -> type = cursor.word();
                case "id", "tool_use_id" -> references.take(cursor);
                case "text", "refusal" -> {
                    if (isText(type)) {
                        log.text(cursor);
                    } else {
                        text = place;
                        cursor.skip();
                    }
                }
                case "name" -> {
                    name = place;
                    cursor.skip();
                }
                case "input" -> {
                    input = place;
                    cursor.skip();
                }
                case "content" -> {
                    content = place;
                    cursor.skip();
                }
                default -> cursor.skip();
            }
        }
        int behind = cursor.here();
        switch (type) {
            case TEXT, INPUT_TEXT, OUTPUT_TEXT, REFUSAL -> text(text);
            case "tool_use" -> call(name, input);
            case "tool_result" -> result(content);
            case "image_url", "input_image", "image", "document", "input_audio", "input_file", "file", "video_url" -> {
                cursor.moveTo(first);
                media();
            }
            default -> {
                // reasoning, and what only one provider understands
            }
        }
        cursor.moveTo(behind);
    }

    private static boolean isText(String type) {
        return switch (type) {
            case TEXT, INPUT_TEXT, OUTPUT_TEXT, REFUSAL -> true;
            default -> false;
        };
    }

    /** Reads what tells a medium apart, from the rest of the object the cursor is in. */
    void media() throws MalformedException {
        while (cursor.field()) {
            switch (cursor.name()) {
                case "source", "image_url", "input_audio", "file", "video_url" -> medium();
                case "inlineData", "inline_data", "fileData" -> medium();
                case "data", "url", "file_data", "file_id", "file_url", "fileUri", "file_uri" -> medium();
                default -> cursor.skip();
            }
        }
    }

    private void medium() throws MalformedException {
        if (cursor.enter('{')) {
            media();
        } else {
            log.media(cursor);
        }
    }
}
