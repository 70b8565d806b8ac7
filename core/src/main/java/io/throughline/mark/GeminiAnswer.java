package io.throughline.mark;

import io.throughline.wire.ByteRange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Edits answers of Gemini, whole ones and the chunks of a stream: a chunk looks like a whole answer, and the last one says why it ended. */
final class GeminiAnswer {
    private static final int MOST_CANDIDATES = 128;

    private final Marks marks;
    private final Map<Integer, TextEnd> texts = new HashMap<>();

    GeminiAnswer(Marks marks) {
        this.marks = marks;
    }

    /** Edits a whole answer. */
    static boolean edit(byte[] bytes, Marks marks, Splices splices) throws Malformed {
        return new GeminiAnswer(marks).chunk(bytes, new JsonCursor(bytes), splices);
    }

    /** Edits the chunk on which the cursor stands, and returns whether it is no error. */
    boolean chunk(byte[] bytes, JsonCursor json, Splices splices) throws Malformed {
        boolean failed = false;
        if (!json.object()) {
            return false;
        }
        while (json.field()) {
            if (json.named("error")) {
                failed |= !json.isNull();
            } else if (json.named("candidates") && json.array()) {
                while (json.element()) {
                    candidate(bytes, json, splices);
                }
            }
        }
        json.end();
        return !failed;
    }

    private void candidate(byte[] bytes, JsonCursor json, Splices splices) throws Malformed {
        Candidate candidate = new Candidate(bytes, json, splices);
        candidate.read();
        if (!marks.signs() || texts.size() >= MOST_CANDIDATES) {
            return;
        }
        TextEnd text = texts.computeIfAbsent(candidate.index, none -> new TextEnd());
        text.take(candidate.text.toString());
        if (candidate.ended && text.isSigned()) {
            candidate.sign(marks.signature(text));
        }
    }

    /** One candidate of a chunk. */
    private final class Candidate {
        private final byte[] bytes;
        private final JsonCursor json;
        private final Splices splices;
        private final StringBuilder text = new StringBuilder();
        private int index;
        private boolean ended;
        private int start;
        private int contentStart = -1;
        private int partsEnd = -1;
        private boolean hasParts;
        private @Nullable ByteRange lastText;

        Candidate(byte[] bytes, JsonCursor json, Splices splices) {
            this.bytes = bytes;
            this.json = json;
            this.splices = splices;
        }

        void read() throws Malformed {
            start = json.at() + 1;
            if (!json.object()) {
                return;
            }
            while (json.field()) {
                if (json.named("index")) {
                    index = json.integer(0);
                } else if (json.named("finishReason")) {
                    String reason = json.string();
                    ended = reason.equals("STOP") || reason.equals("MAX_TOKENS");
                } else if (json.named("content")) {
                    content();
                }
            }
        }

        /** Puts the signature behind the last text here; or into a part of its own where the text came in chunks before. */
        void sign(String signature) {
            String part = "{\"text\":\"" + signature + "\"}";
            if (lastText != null) {
                splices.insert(lastText.end(), signature);
            } else if (partsEnd >= 0) {
                splices.insert(partsEnd, (hasParts ? "," : "") + part);
            } else if (contentStart >= 0) {
                splices.insert(contentStart, "\"parts\":[" + part + "]" + comma(contentStart));
            } else {
                splices.insert(start, "\"content\":{\"parts\":[" + part + "],\"role\":\"model\"},");
            }
        }

        private String comma(int at) {
            int next = at;
            while (Passing.isBlank(bytes[next])) {
                next++;
            }
            return bytes[next] == '}' ? "" : ",";
        }

        private void content() throws Malformed {
            int inside = json.at() + 1;
            if (!json.object()) {
                return;
            }
            contentStart = inside;
            while (json.field()) {
                if (json.named("parts") && json.array()) {
                    while (json.element()) {
                        hasParts = true;
                        part();
                    }
                    partsEnd = json.at() - 1;
                }
            }
        }

        private void part() throws Malformed {
            ByteRange said = null;
            boolean thought = false;
            if (!json.object()) {
                return;
            }
            while (json.field()) {
                if (json.named("text")) {
                    said = json.text();
                } else if (json.named("thought")) {
                    ByteRange value = json.place();
                    thought = bytes[value.start()] == 't';
                } else if (json.named("functionCall") || json.named("function_call")) {
                    call();
                }
            }
            if (said != null && !thought) {
                lastText = said;
                text.append(marks.signs() ? Scalars.string(bytes, said) : "");
            }
        }

        /** A call without arguments gains some, unless they come in pieces. */
        private void call() throws Malformed {
            ToolStamp stamp = marks.stamp();
            int inside = json.at() + 1;
            if (!json.object()) {
                return;
            }
            boolean whole = false;
            boolean named = false;
            ByteRange nothing = null;
            while (json.field()) {
                if (json.named("args") && json.isObject()) {
                    whole = true;
                    if (stamp != null) {
                        new StampProgress(stamp).object(bytes, json.place(), splices);
                    }
                } else if (json.named("args") && json.isNull()) {
                    nothing = json.place();
                } else if (json.named("name")) {
                    named = true;
                } else if (json.named("args") || json.named("partialArgs") || json.named("willContinue")) {
                    whole = true;
                }
            }
            if (stamp != null && named && !whole) {
                missing("{" + stamp.member() + "}", inside, nothing);
            }
        }

        private void missing(String arguments, int inside, @Nullable ByteRange nothing) {
            if (nothing == null) {
                splices.insert(inside, "\"args\":" + arguments + ",");
            } else {
                splices.replace(nothing.start(), nothing.end(), arguments);
            }
        }
    }
}
