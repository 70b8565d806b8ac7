package io.throughline.benchmarks;

import java.net.URI;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param name its name in the table
 * @param address where it listens
 * @param process its process; nothing where it is not ours to watch
 */
record Target(String name, URI address, Optional<ProcessHandle> process) {}
