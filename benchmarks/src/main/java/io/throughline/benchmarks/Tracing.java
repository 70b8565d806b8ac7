package io.throughline.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What the standalone records of the calls, and where. */
enum Tracing {
    /** All content, into the embedded store. */
    FULL(18_182),
    /** No content, into no sink. */
    OFF(18_185),
    /** All content, for a Redis that is not there. */
    DEAD(18_186);

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
                .orElseThrow(() -> new IllegalArgumentException("tracing is full, off or dead, not " + name));
    }

    /** The target's name in the table. */
    String target() {
        return switch (this) {
            case FULL -> "throughline";
            case OFF -> "throughline, tracing off";
            case DEAD -> "throughline, dead sink";
        };
    }

    /** The configuration's block. */
    String telemetry(Path directory) {
        return switch (this) {
            case FULL -> "{content: full, store: {path: %s}}".formatted(directory.resolve("data"));
            case OFF -> "{content: none}";
            // port 1 is nobody's
            case DEAD -> "{content: full, redis: {uri: 'redis://127.0.0.1:1'}}";
        };
    }
}
