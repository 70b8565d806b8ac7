package io.throughline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model providers of npm's {@code ai}, in a process of Node.js; see {@code src/test/node}. */
final class NpmClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NpmClients.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCE = Path.of("src", "test", "node");
    private static final Path HOME = Path.of("target", "node");

    private final Process node;
    private final BufferedWriter asks;
    private final BufferedReader answers;
    private final String base;

    private NpmClients(Process node, URI server) {
        this.node = node;
        this.asks = node.outputWriter();
        this.answers = node.inputReader();
        this.base = server.toString().replaceAll("/$", "");
    }

    /** Starts them; empty, with a word in the log, where there is no Node.js or its packages can't be fetched. */
    static Optional<NpmClients> start(URI server) {
        try {
            Files.createDirectories(HOME);
            for (String file : List.of("package.json", "package-lock.json", "read.mjs")) {
                Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Process install = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                    .directory(HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(HOME.resolve("npm.log").toFile())
                    .start();
            if (!install.waitFor(120, TimeUnit.SECONDS) || install.exitValue() != 0) {
                install.destroyForcibly();
                LOG.warn("npm's packages can't be fetched: its clients are skipped");
                return Optional.empty();
            }
            Process node = new ProcessBuilder("node", "read.mjs")
                    .directory(HOME.toFile())
                    .redirectError(HOME.resolve("node.log").toFile())
                    .start();
            return Optional.of(new NpmClients(node, server));
        } catch (IOException e) {
            LOG.warn("There is no Node.js here: npm's clients are skipped");
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        node.destroy();
    }

    ClientAnswer read(String dialect, String model, boolean streamed) {
        try {
            asks.write(JSON.writeValueAsString(
                    Map.of("base", base, "model", model, "dialect", dialect, "streamed", streamed)));
            asks.newLine();
            asks.flush();
            return answer(JSON.readTree(answers.readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClientAnswer answer(JsonNode read) {
        if (read.path("failed").asBoolean()) {
            LOG.info("npm ai: {}", read.path("problem").asText());
            return ClientAnswer.failure();
        }
        List<ClientAnswer.Call> calls = new ArrayList<>();
        for (JsonNode call : read.path("calls")) {
            calls.add(new ClientAnswer.Call(
                    call.path("name").asText(),
                    VendorClients.json(call.path("input").asText())));
        }
        String finish = switch (read.path("finish").asText()) {
            case "tool-calls" -> "tool_calls";
            case "content-filter" -> "content_filter";
            default -> read.path("finish").asText();
        };
        return new ClientAnswer(
                read.path("text").asText(), read.path("reasoning").asText(), "", calls, finish, usage(read), false);
    }

    private static Optional<ClientAnswer.Tokens> usage(JsonNode read) {
        JsonNode input = read.at("/usage/inputTokens");
        JsonNode output = read.at("/usage/outputTokens");
        return input.path("total").isNumber()
                ? Optional.of(new ClientAnswer.Tokens(
                        input.path("total").asLong(),
                        input.path("cacheRead").asLong(),
                        output.path("total").asLong()))
                : Optional.empty();
    }
}
