package io.throughline.mark;

/** Passes over JSON. What is passed over is trusted: only the structure is checked. */
final class Passing {
    private Passing() {}

    /** Returns where the value ends that begins there. */
    static int value(byte[] json, int from, int end) throws Malformed {
        int octet = from < end ? json[from] : -1;
        if (octet == '"') {
            return Strings.end(json, from + 1, end);
        }
        return octet == '{' || octet == '[' ? nested(json, from, end) : scalar(json, from, end);
    }

    private static int nested(byte[] json, int from, int end) throws Malformed {
        int at = from;
        int depth = 0;
        do {
            if (at >= end) {
                throw new Malformed();
            }
            switch (json[at++]) {
                case '"' -> at = Strings.end(json, at, end);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        } while (depth > 0);
        return at;
    }

    private static int scalar(byte[] json, int from, int end) throws Malformed {
        int at = from;
        while (at < end && !isBlank(json[at]) && json[at] != ',' && json[at] != '}' && json[at] != ']') {
            at++;
        }
        if (at == from) {
            throw new Malformed();
        }
        return at;
    }

    /** Returns where there are no blanks any more. */
    static int blanks(byte[] json, int from, int end) {
        int at = from;
        while (at < end && isBlank(json[at])) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }
}
