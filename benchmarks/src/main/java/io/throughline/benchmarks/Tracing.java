package io.throughline.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What the standalone records of the calls, and where. */
enum Tracing {
    /** All content, into the embedded store. */
    FULL(18_182),
    /** Nothing. */
    OFF(18_185),
    /** All content, for a Redis alone that is not there. */
    DEAD(18_186),
    /** All content, into the embedded store and for a Redis that is not there: what waits for it is put on disk. */
    AWAY(18_189);

    /** Port 1 is nobody's. */
    private static final String NOBODY = "redis: {uri: 'redis://127.0.0.1:1'}";

    private final int port;

    Tracing(int port) {
        this.port = port;
    }

    /** Where the standalone that traces so listens. */
    int port() {
        return port;
    }

    /** Returns the one of that name. */
    static Tracing of(String name) {
        return Arrays.stream(values())
                .filter(tracing -> tracing.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("tracing is full, off, dead or away, not " + name));
    }

    /** The target's name in the table. */
    String target() {
        return switch (this) {
            case FULL -> "throughline";
            case OFF -> "throughline, tracing off";
            case DEAD -> "throughline, dead sink";
            case AWAY -> "throughline, store and dead sink";
        };
    }

    /** The configuration's block. */
    String telemetry(Path directory) {
        return switch (this) {
            case FULL -> "{content: full, store: {path: %s}}".formatted(directory.resolve("data"));
            case OFF -> "{content: none, store: false}";
            case DEAD -> "{content: full, store: false, %s}".formatted(NOBODY);
            case AWAY -> "{content: full, store: {path: %s}, %s}".formatted(directory.resolve("data-away"), NOBODY);
        };
    }
}
