package io.throughline.dialect.messages;

/** Tells where a JSON object that comes in pieces ends, without reading what is in it. */
final class JsonBalance {
    private int depth;
    private boolean closed;
    private boolean inString;
    private boolean escaped;

    void take(String json) {
        for (int i = 0; i < json.length(); i++) {
            take(json.charAt(i));
        }
    }

    boolean isClosed() {
        return closed;
    }

    private void take(char unit) {
        if (inString) {
            inString = unit != '"' || escaped;
            escaped = unit == '\\' && !escaped;
        } else if (unit == '"') {
            inString = true;
        } else if (unit == '{' || unit == '[') {
            depth++;
        } else if (unit == '}' || unit == ']') {
            depth--;
            closed |= depth == 0;
        }
    }
}
