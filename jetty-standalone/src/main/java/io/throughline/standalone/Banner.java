package io.throughline.standalone;

import io.throughline.config.ThroughlineConfig;
import java.io.PrintWriter;
import java.net.URI;

/** What a server says when it is up. */
final class Banner {
    private Banner() {}

    static void print(PrintWriter out, URI uri, ThroughlineConfig config) {
        out.println("Throughline is up at " + uri);
        out.println("  OpenAI clients:     base URL " + uri + "/v1");
        out.println("  Anthropic clients:  base URL " + uri);
        out.println(
                "  Providers:          " + String.join(", ", config.providers().keySet()));
        out.println("  Traces:             " + uri + "/v1/traces");
        out.println("  Keys:               "
                + (config.keys().isEmpty()
                        ? "none, so only this machine is served"
                        : config.keys().size()));
        out.flush();
    }
}
