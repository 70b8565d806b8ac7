package io.throughline.config;

import io.throughline.access.CallerKey;
import io.throughline.access.LimitSettings;
import io.throughline.cache.CacheSettings;
import io.throughline.mark.MarkSettings;
import io.throughline.price.PriceSettings;
import io.throughline.provider.Provider;
import io.throughline.route.Routing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads the whole tree, block by block, and checks what one block means for another. */
final class ConfigReader {
    private static final int LARGEST_FILE = 1 << 20;
    private static final String ENVIRONMENT = "environment";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Reading reading;
    private final Map<String, String> env;
    private final Ambient ambient;

    private ConfigReader(
            Problems problems, Map<String, String> env, Path directory, Optional<Path> home, Consumer<Path> files) {
        this.reading = new Reading(problems, new Placeholders(env, directory, files), directory, home, files);
        this.env = env;
        home.map(Ambient::secrets).ifPresent(files);
        this.ambient = Ambient.of(env, home, problems);
    }

    /**
     * Loads a file.
     *
     * @param files is told of every file that is read, or looked for, before it is
     */
    static ThroughlineConfig load(Path file, Map<String, String> env, Consumer<Path> files) {
        files.accept(file);
        Problems problems = new Problems(file.toString());
        Optional<String> text = text(file, problems);
        problems.throwErrors();
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
        return parse(text.orElse(""), file.toString(), env, directory, files);
    }

    static ThroughlineConfig parse(
            String yaml, String source, Map<String, String> env, Path directory, Consumer<Path> files) {
        Problems problems = new Problems(source);
        Place file = Place.whole(source);
        ConfigReader reader = new ConfigReader(problems, env, directory, home(env), files);
        String text = yaml.startsWith(BYTE_ORDER_MARK) ? yaml.substring(1) : yaml;
        Block tree = YamlTree.read(text, file, problems)
                .flatMap(root -> new ConfigNode(root, file.at(root.getStartMark()), reader.reading).block())
                .orElseGet(() -> Block.of(List.of(), file, reader.reading));
        return reader.read(tree);
    }

    static ThroughlineConfig withoutFile(Map<String, String> env, Optional<Path> home, Consumer<Path> files) {
        ConfigReader reader =
                new ConfigReader(new Problems(ENVIRONMENT), env, Path.of("").toAbsolutePath(), home, files);
        return reader.read(Block.of(List.of(), Place.whole(ENVIRONMENT), reader.reading));
    }

    private ThroughlineConfig read(Block tree) {
        Block serverBlock = block(tree, "server");
        ThroughlineConfig.Server server = ServerBlock.read(serverBlock);
        ProvidersBlock providersBlock = new ProvidersBlock(ambient, reading.problems());
        Map<String, Provider> providers = providersBlock.read(block(tree, "providers"));
        List<ConfigNode> keyNodes = tree.get("keys").map(ConfigNode::items).orElse(List.of());
        KeysBlock keysBlock = new KeysBlock(providers.keySet());
        List<CallerKey> keys = keysBlock.read(keyNodes);
        providersBlock.checkEnvironments(keys);
        LimitSettings limits = LimitsBlock.read(block(tree, "limits"), keys);
        Optional<CacheSettings> cache = tree.get("cache")
                .flatMap(ConfigNode::block)
                .flatMap(block -> CacheBlock.read(block, keysBlock.uncached()));
        ThroughlineConfig.Telemetry telemetry = new TelemetryBlock(reading, env).read(block(tree, "telemetry"));
        boolean strict = tree.get("strict").flatMap(ConfigNode::flag).orElse(false);
        PriceSettings prices = new PricesBlock(providers.keySet(), reading).read(block(tree, "prices"));
        Routing routing = new RoutingBlock(tree, providers, providersBlock.timeouts()).read();
        MarkSettings marks = TraceBlock.read(tree);
        tree.end();
        checkWhoMayCall(serverBlock, server, keyNodes);
        reading.problems().throwErrors();
        return new ThroughlineConfig(
                server,
                keys,
                providers,
                telemetry,
                routing,
                prices,
                marks,
                strict,
                limits,
                cache,
                reading.problems().warnings());
    }

    private Block block(Block tree, String key) {
        return tree.get(key)
                .flatMap(ConfigNode::block)
                .orElseGet(() -> Block.of(List.of(), tree.place().key(key), reading));
    }

    private void checkWhoMayCall(Block block, ThroughlineConfig.Server server, List<ConfigNode> keys) {
        if (keys.isEmpty() && !Loopback.isLoopback(server.host())) {
            reading.problems()
                    .error(
                            block.at("host"),
                            "anyone could call: other machines reach this address and \"keys\" is empty;"
                                    + " add a key, or use 127.0.0.1");
        }
    }

    private static Optional<Path> home(Map<String, String> env) {
        return Stream.of("HOME", "USERPROFILE")
                .map(name -> env.getOrDefault(name, ""))
                .filter(value -> !value.isBlank())
                .findFirst()
                .map(Path::of);
    }

    private static Optional<String> text(Path file, Problems problems) {
        Place place = Place.whole(file.toString());
        try {
            if (Files.isDirectory(file)) {
                problems.error(place, "is a directory, not a file");
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
                if (bytes.length > LARGEST_FILE) {
                    problems.error(place, "is longer than 1 MiB");
                    return Optional.empty();
                }
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            }
        } catch (NoSuchFileException e) {
            problems.error(place, "there is no such file");
        } catch (CharacterCodingException e) {
            problems.error(place, "is not UTF-8 text");
        } catch (IOException e) {
            problems.error(place, "can't be read");
        }
        return Optional.empty();
    }
}
