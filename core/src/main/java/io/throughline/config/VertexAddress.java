package io.throughline.config;

import io.throughline.provider.Builtin;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a project of Vertex AI is, by {@code project} and {@code region}, or the variables that Google's own clients read. */
final class VertexAddress {
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,63}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,32}(-[a-z]{2,32}[0-9]{1,2})?");

    private final Block block;
    private final Optional<String> project;
    private final Optional<String> region;
    private final boolean express;

    VertexAddress(Block block, Builtin kind, Ambient ambient) {
        this.block = block;
        this.project = project(block, ambient);
        this.region = region(block, ambient);
        boolean keyed = block.has("api-key")
                || block.has("api-keys")
                || ambient.key(kind).isPresent();
        this.express = keyed && project.isEmpty() && !block.has("project");
    }

    /** Returns the base URI. A key without a project is of the express mode, which knows neither project nor region. */
    Optional<URI> base() {
        Optional<String> host = (express ? Optional.of("global") : region).map(VertexAddress::host);
        return path().flatMap(path -> host.map(it -> URI.create("https://" + it + path)));
    }

    /** Returns a base URL of the user's own; one without a path gets that of the project. */
    Optional<URI> base(URI url) {
        boolean told = !url.getRawPath().isEmpty();
        return told ? Optional.of(url) : path().map(path -> BaseUrls.withPathWhenBare(url, path));
    }

    /** Returns whether tokens that nobody configured may go there. */
    static boolean isGoogles(URI base) {
        return "https".equalsIgnoreCase(base.getScheme())
                && base.getHost().toLowerCase(Locale.ROOT).endsWith(".googleapis.com");
    }

    private Optional<String> path() {
        if (express) {
            return Optional.of("/v1");
        }
        if (project.isEmpty() && !block.has("project")) {
            block.error("needs the key \"project\", or the environment variable GOOGLE_CLOUD_PROJECT");
        }
        if (region.isEmpty() && !block.has("region") && !block.has("location")) {
            block.error("needs the key \"region\", or the environment variable GOOGLE_CLOUD_LOCATION");
        }
        return project.flatMap(it -> region.map(at -> "/v1/projects/" + it + "/locations/" + at));
    }

    private static Optional<String> project(Block block, Ambient ambient) {
        Optional<ConfigNode> node = block.get("project");
        return node.isPresent()
                ? node.flatMap(it -> it.parsed("a project's id", text -> matching(PROJECT, text)))
                : ambient.variable("GOOGLE_CLOUD_PROJECT").flatMap(text -> matching(PROJECT, text));
    }

    private static Optional<String> region(Block block, Ambient ambient) {
        Optional<ConfigNode> alias = block.get("location");
        Optional<ConfigNode> node = block.get("region").or(() -> alias);
        return node.isPresent()
                ? node.flatMap(
                        it -> it.parsed("a region such as europe-west4, or global", text -> matching(REGION, text)))
                : ambient.variable("GOOGLE_CLOUD_LOCATION").flatMap(text -> matching(REGION, text));
    }

    /** The multi-regions have hosts of another form than the regions, and what is global has none of its own. */
    private static String host(String region) {
        return switch (region) {
            case "global" -> "aiplatform.googleapis.com";
            case "eu", "us" -> "aiplatform." + region + ".rep.googleapis.com";
            default -> region + "-aiplatform.googleapis.com";
        };
    }

    private static Optional<String> matching(Pattern pattern, String text) {
        return Optional.of(text).filter(it -> pattern.matcher(it).matches());
    }
}
