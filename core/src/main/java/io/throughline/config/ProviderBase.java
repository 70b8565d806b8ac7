package io.throughline.config;

import io.throughline.provider.Builtin;
import io.throughline.provider.Provider.Family;
import java.net.URI;
import java.util.Optional;

/** Reads of an entry of {@code providers} the address: {@code base-url}, else what is known of the provider, its region and the surroundings. */
final class ProviderBase {
    private final Block block;
    private final Ambient ambient;

    /**
     * A reader for an entry.
     *
     * @param block the entry
     * @param ambient the surroundings
     */
    ProviderBase(Block block, Ambient ambient) {
        this.block = block;
        this.ambient = ambient;
    }

    Optional<URI> read(Optional<Builtin> described) {
        Optional<ConfigNode> node = block.get("base-url");
        if (described.filter(it -> it.family() == Family.ECHO).isPresent()) {
            node.ifPresent(it -> it.error("echo is in this process and has no address"));
            return described.flatMap(Builtin::base);
        }
        if (node.isPresent()) {
            Optional<URI> url = node.get().baseUrl();
            return described.flatMap(kind -> url.flatMap(it -> complete(kind, it)));
        }
        return described.flatMap(this::knownBase);
    }

    private Optional<URI> knownBase(Builtin kind) {
        if (kind.family() == Family.VERTEX) {
            return new VertexAddress(block, kind, ambient).base();
        }
        Optional<URI> regional = kind.family() == Family.BEDROCK ? regional() : Optional.empty();
        if (regional.isPresent()) {
            return regional;
        }
        Optional<URI> base = ambient.base(kind);
        if (base.isEmpty() && kind.family() == Family.BEDROCK) {
            block.error("needs the key \"region\", such as us-east-1, or the environment variable AWS_REGION");
        } else if (base.isEmpty()) {
            String variable = kind.baseVariables().stream()
                    .findFirst()
                    .map(it -> ", or the environment variable " + it)
                    .orElse("");
            block.error("needs the key \"base-url\"" + variable);
        }
        return base;
    }

    private Optional<URI> regional() {
        return ambient.bedrock(block.get("region").flatMap(ConfigNode::name));
    }

    /** Makes a base URL of what is written as one. */
    Optional<URI> complete(Builtin kind, URI url) {
        return switch (kind.family()) {
            case ANTHROPIC -> Optional.of(BaseUrls.without(url, "/v1"));
            case VERTEX -> new VertexAddress(block, kind, ambient).base(url);
            case OPENAI, GEMINI, BEDROCK, COHERE, OLLAMA, ECHO ->
                Optional.of(BaseUrls.withPathWhenBare(url, kind.barePath()));
        };
    }
}
