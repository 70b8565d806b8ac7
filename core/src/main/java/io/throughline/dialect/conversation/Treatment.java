package io.throughline.dialect.conversation;

/**
 * What becomes of a feature at a target.
 *
 * @param way what is done
 * @param note how, or why not, in a sentence or less for the caller and the docs; may be empty where it is mapped
 */
public record Treatment(Way way, String note) {
    /** What is done. */
    public enum Way {
        /** The target takes the same. */
        MAPPED,
        /** The target is asked in another way that comes near. */
        EMULATED,
        /** It is left out, and the caller is told so. */
        DROPPED,
        /** The request is refused with a 400 that names the field. */
        REFUSED
    }

    /** The target takes the same. */
    public static Treatment mapped() {
        return new Treatment(Way.MAPPED, "");
    }

    /** The target takes the same, in the way the note tells. */
    public static Treatment mapped(String note) {
        return new Treatment(Way.MAPPED, note);
    }

    /** The target is asked in another way. */
    public static Treatment emulated(String note) {
        return new Treatment(Way.EMULATED, note);
    }

    /** It is left out. */
    public static Treatment dropped(String note) {
        return new Treatment(Way.DROPPED, note);
    }

    /** The request is refused. */
    public static Treatment refused(String note) {
        return new Treatment(Way.REFUSED, note);
    }
}
