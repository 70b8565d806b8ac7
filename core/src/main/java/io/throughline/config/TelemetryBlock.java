package io.throughline.config;

import io.throughline.Secret;
import io.throughline.config.ThroughlineConfig.Content;
import io.throughline.sink.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads {@code telemetry} and the two environment variables that outrank its {@code content}. Redaction is refused unless nothing is kept
 * anyway: to record all where redaction was asked for would betray who asked.
 */
final class TelemetryBlock {
    private static final String CONTENT_VARIABLE = "THROUGHLINE_TRACE_CONTENT";
    private static final String REDACT_VARIABLE = "THROUGHLINE_TRACE_REDACT";
    private static final String NO_REDACTION =
            "this version does not redact; use none, or all of the content would be kept";
    private static final int QUEUE = 10_000;
    private static final Duration RETENTION = Duration.ofDays(90);
    private static final Duration SHORTEST_RETENTION = Duration.ofHours(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);
    private static final String STORE = "throughline-data";
    private static final String STREAM = "throughline:events";
    private static final long STREAM_LENGTH = 100_000;
    private static final long JSONL_BYTES = 100L << 20;
    private static final int JSONL_FILES = 10;

    private final Reading reading;
    private final Map<String, String> env;

    TelemetryBlock(Reading reading, Map<String, String> env) {
        this.reading = reading;
        this.env = env;
    }

    ThroughlineConfig.Telemetry read(Block block) {
        Content content = content(block);
        int queue =
                block.get("queue").flatMap(node -> node.integer(1, 1_000_000)).orElse(QUEUE);
        List<SinkSettings> sinks = new ArrayList<>();
        Optional<ConfigNode> store = block.get("store");
        sink(store, this::usualStore, this::store).ifPresent(sinks::add);
        sink(block, "redis").flatMap(TelemetryBlock::redis).ifPresent(sinks::add);
        sink(block, "jsonl").flatMap(TelemetryBlock::jsonl).ifPresent(sinks::add);
        sink(block.get("log"), node -> new SinkSettings.Log(), TelemetryBlock::log)
                .ifPresent(sinks::add);
        block.later("otlp");
        block.end();
        return new ThroughlineConfig.Telemetry(
                content, queue, sinks, wish(store).orElse(true));
    }

    private Content content(Block block) {
        Optional<ConfigNode> node = block.get("content");
        Map<String, Wish> wishes = Map.of("full", Wish.FULL, "none", Wish.NONE, "redacted", Wish.REDACTED);
        Wish wish =
                node.flatMap(it -> it.choice(wishes, List.of("full", "none"))).orElse(Wish.FULL);
        if (wish == Wish.NONE || !flag(CONTENT_VARIABLE, true)) {
            return Content.NONE;
        }
        if (wish == Wish.REDACTED) {
            node.ifPresent(it -> it.error(NO_REDACTION));
        }
        if (flag(REDACT_VARIABLE, false)) {
            reading.problems()
                    .error(
                            Place.variable(REDACT_VARIABLE),
                            "this version does not redact; set " + CONTENT_VARIABLE
                                    + "=false instead, or all of the content would be kept");
        }
        return Content.FULL;
    }

    private boolean flag(String variable, boolean otherwise) {
        String value = env.getOrDefault(variable, "").strip();
        if (value.equalsIgnoreCase("true") || value.equals("1")) {
            return true;
        }
        if (value.equalsIgnoreCase("false") || value.equals("0")) {
            return false;
        }
        if (!value.isEmpty()) {
            reading.problems().error(Place.variable(variable), "expected true or false");
        }
        return otherwise;
    }

    /** Reads a sink that needs to be told nothing: {@code true} or {@code false}, or what it is told. */
    private static Optional<SinkSettings> sink(
            Optional<ConfigNode> node, Function<ConfigNode, SinkSettings> usual, Function<Block, SinkSettings> told) {
        Optional<Boolean> wish = wish(node);
        return wish.isPresent()
                ? node.filter(it -> wish.get()).map(usual)
                : node.flatMap(ConfigNode::block).map(told);
    }

    private static Optional<Boolean> wish(Optional<ConfigNode> node) {
        return node.filter(ConfigNode::isFlag).flatMap(ConfigNode::flag);
    }

    private static Optional<Block> sink(Block block, String key) {
        return block.get(key).flatMap(ConfigNode::block);
    }

    private SinkSettings usualStore(ConfigNode node) {
        check(usualPath(), node::error, node::warn);
        return new SinkSettings.Store(usualPath(), RETENTION);
    }

    private SinkSettings store(Block block) {
        Optional<ConfigNode> told = block.get("path");
        Path path = told.flatMap(ConfigNode::path).orElse(usualPath());
        told.ifPresentOrElse(
                node -> check(path, node::error, node::warn),
                () -> check(path, block::error, fault -> block.warn("path", fault)));
        Duration retention = block.get("retention")
                .flatMap(node -> node.duration(SHORTEST_RETENTION, LONGEST_RETENTION))
                .orElse(RETENTION);
        block.end();
        return new SinkSettings.Store(path, retention);
    }

    private Path usualPath() {
        return reading.directory().resolve(STORE);
    }

    /** What holds for whoever is to run it is an error; who checks a configuration may be another user, so the rest is a warning. */
    private static void check(Path path, Consumer<String> error, Consumer<String> warn) {
        DataDirectory.fault(path).ifPresent(DataDirectory.isTaken(path) ? error : warn);
    }

    private static Optional<SinkSettings> redis(Block block) {
        Optional<Secret> uri = block.required("uri")
                .flatMap(node ->
                        node.secretUri("a URI such as redis://host:6379 or rediss://host:6379", "redis", "rediss"));
        String stream = block.get("stream").flatMap(ConfigNode::name).orElse(STREAM);
        long maxLength = block.get("max-length")
                .flatMap(node -> node.count(1, 1_000_000_000))
                .orElse(STREAM_LENGTH);
        block.end();
        return uri.map(it -> new SinkSettings.Redis(it, stream, maxLength));
    }

    private static Optional<SinkSettings> jsonl(Block block) {
        Optional<Path> path = block.required("path").flatMap(ConfigNode::path);
        long maxBytes = block.get("max-bytes")
                .flatMap(node -> node.bytes(1 << 10, 1L << 40))
                .orElse(JSONL_BYTES);
        int files = block.get("files").flatMap(node -> node.integer(0, 10_000)).orElse(JSONL_FILES);
        block.end();
        return path.map(it -> new SinkSettings.Jsonl(it, maxBytes, files));
    }

    private static SinkSettings log(Block block) {
        block.end();
        return new SinkSettings.Log();
    }

    private enum Wish {
        FULL,
        NONE,
        REDACTED
    }
}
