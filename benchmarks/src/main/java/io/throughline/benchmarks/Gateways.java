package io.throughline.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts other gateways to models, where they are installed, as they come out of the box. */
final class Gateways {
    private static final int PORTKEY = 18_187;
    private static final int LITELLM = 18_188;
    private static final Path PORTKEY_START = Path.of("@portkey-ai", "gateway", "build", "start-server.js");

    private final Peers peers;
    private final Path directory;

    /**
     * Makes a starter.
     *
     * @param directory where they find what they are told
     */
    Gateways(Peers peers, Path directory) {
        this.peers = peers;
        this.directory = directory;
    }

    /** Starts Portkey's gateway, where Node.js finds the package: {@code npm install -g @portkey-ai/gateway}. */
    Optional<Target> portkey() {
        Optional<String> node = Peers.program("node");
        Optional<Path> start = nodeModules().stream()
                .map(modules -> modules.resolve(PORTKEY_START))
                .filter(Files::isRegularFile)
                .findFirst();
        if (node.isEmpty() || start.isEmpty()) {
            return Optional.empty();
        }
        List<String> command = List.of(node.get(), start.get().toString(), "--port=" + PORTKEY, "--headless");
        Map<String, String> environment = Map.of("NODE_ENV", "production", "TRUSTED_CUSTOM_HOSTS", "127.0.0.1");
        Target started = peers.start("portkey", PORTKEY, command, environment);
        return Optional.of(started.with(
                List.of("x-portkey-provider: openai", "x-portkey-custom-host: " + peers.provider() + "/v1")));
    }

    /** Starts LiteLLM's proxy with one worker, where it is on the path: {@code pip install 'litellm[proxy]'}. */
    Optional<Target> litellm(String key) throws IOException {
        Optional<String> program = Peers.program("litellm");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder models = new StringBuilder("model_list:\n");
        for (String model : Peers.MODELS) {
            models.append("  - model_name: ")
                    .append(model)
                    .append("\n    litellm_params: {model: openai/")
                    .append(model)
                    .append(", api_base: \"")
                    .append(peers.provider())
                    .append("/v1\", api_key: sk-mock}\n");
        }
        Path config = Files.writeString(directory.resolve("litellm.yaml"), models);
        List<String> command = List.of(
                program.get(),
                "--config",
                config.toString(),
                "--port",
                Integer.toString(LITELLM),
                "--num_workers",
                "1");
        Map<String, String> environment =
                Map.of("LITELLM_MASTER_KEY", key, "LITELLM_LOCAL_MODEL_COST_MAP", "True", "NO_PROXY", "*");
        return Optional.of(peers.start("litellm", LITELLM, command, environment));
    }

    /** Where Node.js looks by itself, and where npm puts what is installed for all: beside the programs. */
    private static List<Path> nodeModules() {
        List<Path> places = new ArrayList<>(List.of(Path.of("node_modules")));
        for (String place : System.getenv().getOrDefault("NODE_PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(place));
        }
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(place).resolveSibling("lib").resolve("node_modules"));
        }
        return places;
    }
}
