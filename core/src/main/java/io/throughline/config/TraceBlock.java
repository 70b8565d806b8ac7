package io.throughline.config;

import io.throughline.Secret;
import io.throughline.mark.MarkSettings;
import io.throughline.mark.MarkSettings.Signatures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code trace}, {@code signatures} and {@code extras}: what is added to answers, and what of a conversation is remembered. */
final class TraceBlock {
    private static final List<String> NAMES = List.of("auto", "always", "off");
    private static final Map<String, Signatures> SIGNATURES =
            Map.of("auto", Signatures.AUTO, "always", Signatures.ALWAYS, "off", Signatures.OFF);
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final int SHORTEST_SECRET = 16;

    private TraceBlock() {}

    static MarkSettings read(Block tree) {
        MarkSettings defaults = MarkSettings.DEFAULTS;
        Optional<Block> trace = tree.get("trace").flatMap(ConfigNode::block);
        Optional<Block> signatures = tree.get("signatures").flatMap(ConfigNode::block);
        MarkSettings read = new MarkSettings(
                trace.flatMap(block -> block.get("signatures"))
                        .flatMap(node -> node.choice(SIGNATURES, NAMES))
                        .orElse(defaults.signatures()),
                signatures
                        .flatMap(block -> block.get("read-whyops"))
                        .flatMap(ConfigNode::flag)
                        .orElse(defaults.readsWhyOps()),
                trace.flatMap(block -> block.get("tool-stamp"))
                        .flatMap(ConfigNode::flag)
                        .orElse(defaults.stamps()),
                trace.flatMap(block -> block.get("tool-stamp-field"))
                        .flatMap(TraceBlock::field)
                        .orElse(defaults.stampField()),
                trace.flatMap(block -> block.get("secret")).flatMap(TraceBlock::secret),
                trace.flatMap(block -> block.get("memory"))
                        .flatMap(node -> node.duration(Duration.ofMinutes(1), Duration.ofDays(30)))
                        .orElse(defaults.memory()),
                tree.get("extras").flatMap(ConfigNode::flag).orElse(defaults.extras()),
                trace.flatMap(block -> block.get("traceparent"))
                        .flatMap(ConfigNode::flag)
                        .orElse(defaults.traceparent()));
        trace.ifPresent(Block::end);
        signatures.ifPresent(Block::end);
        return read;
    }

    private static Optional<String> field(ConfigNode node) {
        Optional<String> name = node.text();
        if (name.isPresent() && !FIELD.matcher(name.get()).matches()) {
            node.error("must be a name of letters, digits and underscores, 64 at the most");
            return Optional.empty();
        }
        return name;
    }

    private static Optional<Secret> secret(ConfigNode node) {
        Optional<String> secret = node.text();
        if (secret.isPresent() && secret.get().length() < SHORTEST_SECRET) {
            node.error("is too short: whoever guesses it can forge signatures; use " + SHORTEST_SECRET
                    + " characters at the least");
            return Optional.empty();
        }
        return secret.map(Secret::of);
    }
}
