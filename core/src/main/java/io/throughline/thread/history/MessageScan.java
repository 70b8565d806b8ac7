package io.throughline.thread.history;

/** Reads the messages and items of OpenAI's and Anthropic's dialects: what they have in common is more than what they differ in. Used by one thread. */
final class MessageScan {
    private final JsonCursor cursor;
    private final TurnLog log;
    private final References references;
    private final PartScan parts;

    MessageScan(JsonCursor cursor, TurnLog log, References references) {
        this.cursor = cursor;
        this.log = log;
        this.references = references;
        this.parts = new PartScan(cursor, log, references);
    }

    /** Reads the list the cursor stands on, or the one text that stands in its place. */
    void read() throws MalformedException {
        if (cursor.peek() == '"') {
            log.message(Side.USER);
            log.text(cursor);
            return;
        }
        if (!cursor.enter('[')) {
            cursor.skip();
            return;
        }
        while (cursor.element()) {
            message();
        }
    }

    private void message() throws MalformedException {
        if (!cursor.enter('{')) {
            cursor.skip();
            return;
        }
        Fields fields = new Fields();
        while (cursor.field()) {
            if (cursor.name().equals("content") && fields.isPlain()) {
                // most messages say who speaks before what: then once over the text is enough
                log.message(fields.role.equals("user") ? Side.USER : Side.ASSISTANT);
                parts.content(cursor.place());
            } else if (cursor.name().equals("tool_calls") && fields.isAnswer()) {
                log.message(Side.ASSISTANT);
                calls(cursor.place());
            } else {
                fields.take(cursor, references);
            }
        }
        int behind = cursor.here();
        told(fields);
        cursor.moveTo(behind);
    }

    private void told(Fields fields) throws MalformedException {
        switch (fields.type) {
            case "function_call" -> {
                log.message(Side.ASSISTANT);
                parts.call(fields.name, fields.arguments);
            }
            case "custom_tool_call" -> {
                log.message(Side.ASSISTANT);
                parts.call(fields.name, fields.input);
            }
            case "function_call_output", "custom_tool_call_output" -> {
                log.message(Side.USER);
                parts.result(fields.output);
            }
            case "", "message" -> said(fields);
            default -> {
                // reasoning, references and the provider's own tools are told by no other dialect
            }
        }
    }

    private void said(Fields fields) throws MalformedException {
        switch (fields.role) {
            case "assistant", "model" -> {
                log.message(Side.ASSISTANT);
                parts.content(fields.content);
                parts.text(fields.refusal);
                calls(fields.toolCalls);
                if (fields.functionCall >= 0) {
                    cursor.moveTo(fields.functionCall);
                    function();
                }
            }
            case "tool", "function" -> {
                log.message(Side.USER);
                parts.result(fields.content);
            }
            case "user" -> {
                log.message(Side.USER);
                parts.content(fields.content);
            }
            default -> {
                // what the application says changes at will and stands elsewhere in every dialect
            }
        }
    }

    private void calls(int place) throws MalformedException {
        if (place < 0) {
            return;
        }
        cursor.moveTo(place);
        if (!cursor.enter('[')) {
            cursor.skip();
            return;
        }
        while (cursor.element()) {
            if (!cursor.enter('{')) {
                cursor.skip();
                continue;
            }
            while (cursor.field()) {
                switch (cursor.name()) {
                    case "id" -> references.take(cursor);
                    case "function", "custom" -> function();
                    default -> cursor.skip();
                }
            }
        }
    }

    private void function() throws MalformedException {
        if (!cursor.enter('{')) {
            cursor.skip();
            return;
        }
        long name = 0;
        long arguments = parts.noArguments();
        while (cursor.field()) {
            switch (cursor.name()) {
                case "name" -> name = parts.name();
                case "arguments", "input" -> arguments = log.arguments.of(cursor);
                default -> cursor.skip();
            }
        }
        log.call(name, arguments);
    }

    /** Where the fields of a message or item are; -1 where one is absent. */
    private static final class Fields {
        String type = "";
        String role = "";
        int content = -1;
        int refusal = -1;
        int toolCalls = -1;
        int functionCall = -1;
        int name = -1;
        int arguments = -1;
        int input = -1;
        int output = -1;

        boolean isAnswer() {
            return type.isEmpty() && role.equals("assistant");
        }

        boolean isPlain() {
            return (type.isEmpty() || type.equals("message")) && (role.equals("user") || role.equals("assistant"));
        }

        void take(JsonCursor cursor, References references) throws MalformedException {
            int place = cursor.place();
            switch (cursor.name()) {
                case "type" -> {
                    String word = cursor.word();
                    type = word.isEmpty() ? "other" : word;
                    return;
                }
                case "role" -> {
                    role = cursor.word();
                    return;
                }
                case "id", "call_id", "tool_call_id" -> {
                    references.take(cursor);
                    return;
                }
                case "content" -> content = place;
                case "refusal" -> refusal = place;
                case "tool_calls" -> toolCalls = place;
                case "function_call" -> functionCall = place;
                case "name" -> name = place;
                case "arguments" -> arguments = place;
                case "input" -> input = place;
                case "output" -> output = place;
                default -> {
                    // nothing that counts
                }
            }
            cursor.skip();
        }
    }
}
