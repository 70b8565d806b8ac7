package io.throughline.dialect.gemini;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads paths into a call's arguments: {@code $.recipe.steps[0]}, {@code $['a name']}. Source: RFC 9535, of which no more is used. */
final class ArgumentPath {
    private static final int DEEPEST = 256;

    private final String path;
    private int at;

    private ArgumentPath(String path) {
        this.path = path;
    }

    /** Returns the path's names, as strings, and indexes, as integers; the first one is a name. */
    static List<Object> segments(String path) throws IOException {
        List<Object> segments = new ArrayList<>();
        ArgumentPath reader = new ArgumentPath(path);
        reader.at = path.startsWith("$") ? 1 : 0;
        while (reader.at < path.length() && segments.size() < DEEPEST) {
            segments.add(reader.next());
        }
        if (reader.at < path.length() || segments.isEmpty() || !(segments.get(0) instanceof String)) {
            throw reader.unreadable();
        }
        return segments;
    }

    private Object next() throws IOException {
        if (path.charAt(at) != '[') {
            return name();
        }
        at++;
        char first = at < path.length() ? path.charAt(at) : ']';
        if (first == '\'' || first == '"') {
            return quotedName(first);
        }
        int end = path.indexOf(']', at);
        try {
            int index = Integer.parseInt(path.substring(at, Math.max(at, end)));
            at = end + 1;
            return index;
        } catch (NumberFormatException e) {
            throw unreadable();
        }
    }

    private String name() throws IOException {
        if (path.charAt(at) == '.') {
            at++;
        }
        int start = at;
        while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
            at++;
        }
        if (start == at) {
            throw unreadable();
        }
        return path.substring(start, at);
    }

    private String quotedName(char quote) throws IOException {
        StringBuilder name = new StringBuilder();
        for (int i = at + 1; i < path.length(); i++) {
            char next = path.charAt(i);
            if (next == '\\' && i + 1 < path.length()) {
                name.append(path.charAt(++i));
            } else if (next == quote && i + 1 < path.length() && path.charAt(i + 1) == ']') {
                at = i + 2;
                return name.toString();
            } else {
                name.append(next);
            }
        }
        throw unreadable();
    }

    private IOException unreadable() {
        return new IOException("no path into arguments");
    }
}
