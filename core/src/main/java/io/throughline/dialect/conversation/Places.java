package io.throughline.dialect.conversation;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where in the client's request the pieces of its conversation stand, so that a refusal can name the very one. Filled by who reads the request, by one
 * thread; two are always equal, since they say nothing of what is asked.
 */
public final class Places {
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final String ANY = "[]";

    /** Pieces that are equal may stand in several places. */
    private final IdentityHashMap<Object, String> paths = new IdentityHashMap<>();

    /**
     * Notes where a piece stands, and returns the piece.
     *
     * @param piece a turn, part or tool
     * @param path such as {@code messages[2].content[0]}
     */
    public <T> T put(T piece, String path) {
        paths.put(piece, path);
        return piece;
    }

    /** Returns where a piece stands, where that was noted. */
    public Optional<String> of(Object piece) {
        return Optional.ofNullable(paths.get(piece));
    }

    /**
     * Returns the path of a field that belongs to the piece at a place.
     *
     * @param field the field's path for any piece, such as {@code messages[].content[].image_url}
     * @param place the piece's, such as {@code messages[2].content[0]}
     */
    static String path(String field, String place) {
        int last = field.lastIndexOf(ANY);
        if (last < 0) {
            return field;
        }
        String container = field.substring(0, last + ANY.length());
        String rest = field.substring(last + ANY.length());
        String shape = INDEX.matcher(place).replaceAll(ANY);
        String piece = container.substring(container.lastIndexOf('.') + 1);
        if (shape.equals(field + ANY)) {
            return place;
        } else if (shape.equals(container) || isWithin(shape, container, piece)) {
            return place + rest;
        } else if (shape.startsWith(container + ".")) {
            return beginning(place, depth(container)) + rest;
        } else if (container.startsWith(shape + ".")) {
            return place + field.substring(shape.length());
        }
        return field;
    }

    /** A tool's result is a piece that holds pieces; some dialects have another name for those. */
    private static boolean isWithin(String shape, String container, String piece) {
        int turn = shape.indexOf(ANY) + ANY.length();
        boolean sameTurn = container.startsWith(shape.substring(0, turn) + ".");
        boolean deeper = depth(shape) > depth(container) && shape.endsWith("." + piece);
        return sameTurn && (deeper || depth(shape) == depth(container));
    }

    private static int depth(String shape) {
        return (shape.length() - shape.replace(ANY, "").length()) / ANY.length();
    }

    private static String beginning(String place, int indexes) {
        int end = 0;
        for (int i = 0; i < indexes; i++) {
            end = place.indexOf(']', end) + 1;
        }
        return place.substring(0, end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Places;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return paths.size() + " places";
    }
}
