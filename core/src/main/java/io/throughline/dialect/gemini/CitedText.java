package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The text of an answer, kept to find the places that citations speak of. */
final class CitedText {
    private static final int MOST_KEPT = 4 << 20;
    private static final int MOST_PARTS = 4096;

    private final StringBuilder text = new StringBuilder();
    /** Where in the text each part begins; of one without text, where it stands. */
    private final List<Integer> parts = new ArrayList<>();

    private boolean inText;

    void add(String more) {
        if (!inText) {
            beginPart();
            inText = true;
        }
        text.append(more, 0, Math.min(more.length(), MOST_KEPT - text.length()));
    }

    void passOver() {
        inText = false;
        beginPart();
    }

    /** Returns the place at the end of the text. */
    Span end() {
        int end = characters(text.length());
        return new Span(end, end);
    }

    /** Returns the place of a segment that has {@code startIndex} and {@code endIndex}, and perhaps its part's number and its text. */
    Span span(JsonNode segment) {
        int part = integer(segment.path("partIndex"), 0);
        int base = part >= 0 && part < parts.size() ? parts.get(part) : 0;
        int start = afterBytes(base, integer(segment.path("startIndex"), 0));
        int end = Math.max(start, afterBytes(base, integer(segment.path("endIndex"), 0)));
        String said = segment.path("text").asText("");
        if (!said.isEmpty() && !said.contentEquals(text.subSequence(start, end))) {
            // the part's number is of no use in a stream, where parts come in pieces
            int found = text.indexOf(said);
            start = found < 0 ? start : found;
            end = found < 0 ? end : found + said.length();
        }
        return new Span(characters(start), characters(end));
    }

    /** Returns a number that is an integer as it stands: to work out what an exponent means may be dear. */
    static int integer(JsonNode number, int otherwise) {
        return number.isInt() ? number.intValue() : otherwise;
    }

    private void beginPart() {
        if (parts.size() < MOST_PARTS) {
            parts.add(text.length());
        }
    }

    private int afterBytes(int base, int bytes) {
        int at = base;
        int left = bytes;
        while (left > 0 && at < text.length()) {
            int point = text.codePointAt(at);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            at += Character.charCount(point);
        }
        return at;
    }

    private int characters(int end) {
        return text.codePointCount(0, end);
    }

    /**
     * A place in the text.
     *
     * @param start the first character
     * @param end the one after the last
     */
    record Span(int start, int end) {}
}
