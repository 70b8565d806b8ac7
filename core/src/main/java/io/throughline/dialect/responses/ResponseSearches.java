package io.throughline.dialect.responses;

import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts the web searches that a response made: they are billed, and stand among its items and not among its counts. */
final class ResponseSearches {
    private ResponseSearches() {}

    /**
     * Counts them.
     *
     * @param data where the items are
     * @param output the items' place
     */
    static long in(byte[] data, @Nullable ByteRange output) throws IOException {
        if (output == null) {
            return 0;
        }
        long searches = 0;
        try (JsonReader in = JsonReader.over(data, output)) {
            if (in.array()) {
                while (in.element()) {
                    searches += isSearch(in) ? 1 : 0;
                }
            }
        }
        return searches;
    }

    /** Opening a page that was found, and looking for words in it, is no search. */
    private static boolean isSearch(JsonReader in) throws IOException {
        if (!in.object()) {
            return false;
        }
        boolean search = false;
        boolean within = false;
        String field;
        while ((field = in.field()) != null) {
            if (field.equals("type")) {
                search = "web_search_call".equals(in.text());
            } else if (field.equals("action") && in.object()) {
                String detail;
                while ((detail = in.field()) != null) {
                    within |= detail.equals("type") && !"search".equals(in.text());
                }
            }
        }
        return search && !within;
    }
}
