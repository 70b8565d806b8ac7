package io.throughline.servlet;

import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.testkit.MountContract;
import jakarta.servlet.Filter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** The filter, with the whole product behind it, keeps the contract of every mount. */
abstract class FilterMountContract extends MountContract {
    private Throughline throughline;
    private Container container;

    /** Starts the container with filters by URL pattern. */
    abstract Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception;

    @Override
    protected URI mount(String yaml) throws Exception {
        throughline = Throughline.create(ThroughlineConfig.parse(yaml, "test.yaml", Map.of(), Path.of("target")));
        container = start(16, "/app", Map.of("/llm/*", new ThroughlineFilter(throughline)));
        return URI.create("http://127.0.0.1:" + container.port() + "/app/llm");
    }

    @Override
    protected void unmount() throws Exception {
        container.close();
        throughline.close();
    }
}
