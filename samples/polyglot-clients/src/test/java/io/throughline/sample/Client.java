package io.throughline.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program in another language: what fetches its packages, and what starts it. */
enum Client {
    CURL("curl", "curl --version", "sh chat.sh"),
    PYTHON_OPENAI("python", Packages.PIP, "python3 openai_chat.py"),
    PYTHON_ANTHROPIC("python", Packages.PIP, "python3 anthropic_chat.py"),
    TYPESCRIPT_OPENAI("typescript", Packages.NPM, "npm run -s openai"),
    TYPESCRIPT_ANTHROPIC("typescript", Packages.NPM, "npm run -s anthropic");

    private static final Path PYTHON = Path.of("target", "python").toAbsolutePath();

    private static final Map<List<String>, Optional<String>> FETCHED = new ConcurrentHashMap<>();

    private final Path folder;
    private final List<String> fetch;
    private final List<String> start;

    Client(String folder, String fetch, String start) {
        this.folder = Path.of(folder);
        this.fetch = List.of(fetch.split(" "));
        this.start = List.of(start.split(" "));
    }

    /** Fetches its packages, once; says why where that can't be done here. */
    Optional<String> skipped() {
        return FETCHED.computeIfAbsent(fetch, it -> fetched());
    }

    /**
     * Returns what it prints.
     *
     * @throws IllegalStateException with what it printed, if it fails
     */
    String run(URI server) {
        ProcessBuilder started = process(start);
        started.environment().put("THROUGHLINE_URL", server.toString().replaceAll("/$", ""));
        started.environment().put("PYTHONPATH", PYTHON.toString());
        try {
            Process process = started.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(this + " failed: " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> fetched() {
        try {
            Process fetching = process(fetch)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean done = fetching.waitFor(3, TimeUnit.MINUTES);
            fetching.destroyForcibly();
            return done && fetching.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of("skipped: the packages of " + folder + " can't be fetched");
        } catch (IOException e) {
            return Optional.of("skipped: there is no " + fetch.get(0) + " here");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder process(List<String> command) {
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    }

    /** What fetches packages, into places that Git ignores. */
    private static final class Packages {
        private static final String PIP =
                "python3 -m pip install --quiet --upgrade --target ../target/python --requirement requirements.txt";
        private static final String NPM = "npm ci --no-audit --no-fund --ignore-scripts";
    }
}
