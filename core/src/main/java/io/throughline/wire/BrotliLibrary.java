package io.throughline.wire;

/** Whether the optional brotli decoder is there. Apart from {@link BrotliCoding}, which can't even be loaded without it. */
final class BrotliLibrary {
    private static final boolean PRESENT = isPresent();

    private BrotliLibrary() {}

    static boolean isAvailable() {
        return PRESENT;
    }

    private static boolean isPresent() {
        try {
            Class.forName("org.brotli.dec.BrotliInputStream", false, BrotliLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
