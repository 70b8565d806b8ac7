package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a request's history holds texts of the assistant and arguments of its tool calls, in order. One walk for all dialects: they differ in names
 * alone, and none uses another's for something else.
 */
final class HistoryWalk {
    private final JsonCursor json;
    private final String list;
    private final List<ByteRange> texts = new ArrayList<>();
    private final List<ByteRange> arguments = new ArrayList<>();

    private HistoryWalk(JsonCursor json, String list) {
        this.json = json;
        this.list = list;
    }

    static HistoryWalk nothing() {
        return new HistoryWalk(new JsonCursor(new byte[0]), "");
    }

    static HistoryWalk of(String dialect, byte[] body) {
        HistoryWalk walk = new HistoryWalk(
                new JsonCursor(body),
                switch (dialect) {
                    case ClientDialects.RESPONSES -> "input";
                    case ClientDialects.GEMINI -> "contents";
                    default -> "messages";
                });
        try {
            walk.walk();
            return walk;
        } catch (Malformed e) {
            return nothing();
        }
    }

    /** Returns where the assistant's texts stand, without their quotes. */
    List<ByteRange> texts() {
        return texts;
    }

    /** Returns where arguments stand: strings with their quotes, or objects. */
    List<ByteRange> arguments() {
        return arguments;
    }

    private void walk() throws Malformed {
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named(list) && json.array()) {
                while (json.element()) {
                    turn();
                }
            }
        }
    }

    /** The role may stand behind the content. */
    private void turn() throws Malformed {
        if (!json.object()) {
            return;
        }
        int textsBefore = texts.size();
        int argumentsBefore = arguments.size();
        boolean assistant = false;
        boolean call = false;
        while (json.field()) {
            if (json.named("role")) {
                String role = json.string();
                assistant = role.equals("assistant") || role.equals("model");
            } else if (json.named("type")) {
                call = json.string().equals("function_call");
            } else if (json.named("content") || json.named("parts")) {
                content();
            } else if (json.named("tool_calls")) {
                calls();
            } else if (json.named("function_call")) {
                function();
            } else if (json.named("arguments")) {
                arguments.add(json.place());
            }
        }
        if (!assistant) {
            texts.subList(textsBefore, texts.size()).clear();
        }
        if (!assistant && !call) {
            arguments.subList(argumentsBefore, arguments.size()).clear();
        }
    }

    private void content() throws Malformed {
        if (json.isText()) {
            addText();
        } else if (json.array()) {
            while (json.element()) {
                part();
            }
        } else {
            part(); // Gemini takes one part without its array
        }
    }

    private void part() throws Malformed {
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("text")) {
                addText();
            } else if (json.named("input")) {
                arguments.add(json.place());
            } else if ((json.named("functionCall") || json.named("function_call")) && json.object()) {
                while (json.field()) {
                    if (json.named("args")) {
                        arguments.add(json.place());
                    }
                }
            }
        }
    }

    private void calls() throws Malformed {
        if (!json.array()) {
            return;
        }
        while (json.element()) {
            if (json.object()) {
                while (json.field()) {
                    if (json.named("function")) {
                        function();
                    }
                }
            }
        }
    }

    private void function() throws Malformed {
        if (!json.object()) {
            return;
        }
        while (json.field()) {
            if (json.named("arguments")) {
                arguments.add(json.place());
            }
        }
    }

    private void addText() throws Malformed {
        ByteRange text = json.text();
        if (text != null) {
            texts.add(text);
        }
    }
}
