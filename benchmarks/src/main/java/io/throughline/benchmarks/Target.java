package io.throughline.benchmarks;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param name its name in the table
 * @param address where it listens
 * @param process its process; nothing where it is not ours to watch
 * @param compiled whether it is machine code from the start, and so is as fast in its first second as it ever is
 * @param headers what every request to it has beside the usual, a line each
 */
record Target(String name, URI address, Optional<ProcessHandle> process, boolean compiled, List<String> headers) {
    private static final String OURS = "throughline";

    /** Makes a target whose requests are the usual ones. */
    Target(String name, URI address, Optional<ProcessHandle> process, boolean compiled) {
        this(name, address, process, compiled, List.of());
    }

    /**
     * Reads {@code http://host:port[@pid][;header: value …]}.
     *
     * @param name its name
     * @param text the rest
     */
    static Target of(String name, String text) {
        List<String> parts = List.of(text.split(";"));
        String[] address = parts.get(0).split("@", 2);
        Optional<ProcessHandle> process =
                address.length == 2 ? ProcessHandle.of(Long.parseLong(address[1])) : Optional.empty();
        return new Target(name, URI.create(address[0]), process, false, parts.subList(1, parts.size()));
    }

    /** Returns it with other headers beside the usual. */
    Target with(List<String> lines) {
        return new Target(name, address, process, compiled, lines);
    }

    /** Returns whether it translates between dialects. */
    boolean translates() {
        return name.startsWith(OURS);
    }
}
