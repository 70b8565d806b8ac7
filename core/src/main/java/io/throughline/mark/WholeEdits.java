package io.throughline.mark;

/** Edits one whole answer of one dialect. */
@FunctionalInterface
interface WholeEdits {
    /** Tells what changes, and returns whether it does: an error stays as it is. */
    boolean edit(byte[] json, Marks marks, Splices splices) throws Malformed;
}
