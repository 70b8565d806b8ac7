package io.throughline.sdk.mounts;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.servlet.ThroughlineFilter;
import io.throughline.standalone.StandaloneServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** The handler itself, and where it is mounted on a server. */
final class ServerMounts implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Throughline throughline;
    private final Tomcat tomcat;
    private final StandaloneServer standalone;

    /** Starts them; the standalone server is closed by this, the handler by its owner. */
    ServerMounts(Throughline throughline, StandaloneServer standalone, Path work) throws LifecycleException {
        this.throughline = throughline;
        this.standalone = standalone;
        this.tomcat = tomcat(work);
        ThroughlineFilter filter = new ThroughlineFilter(throughline);
        Context context = tomcat.addContext("", work.toString());
        FilterDef def = new FilterDef();
        def.setFilterName("throughline");
        def.setFilter(filter);
        def.setAsyncSupported("true");
        context.addFilterDef(def);
        FilterMap map = new FilterMap();
        map.setFilterName("throughline");
        map.addURLPattern("/llm/*");
        context.addFilterMap(map);
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        tomcat.start();
    }

    private static Tomcat tomcat(Path work) {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(work.toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        return tomcat;
    }

    Mount handler(Ledger ledger) {
        return new Mount("handler", all -> true, this::handle, ledger);
    }

    List<Mount> servers(Ledger ofHandler, Ledger ofStandalone) {
        return List.of(
                new Mount(
                        "servlet filter",
                        all -> true,
                        asked ->
                                post("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/llm/v1", asked),
                        ofHandler),
                new Mount(
                        "standalone",
                        all -> true,
                        asked -> post(standalone.uri().resolve("/v1").toString(), asked),
                        ofStandalone));
    }

    private void handle(Conversation asked) throws Exception {
        Headers.Builder headers = Headers.builder();
        Calling.headers(asked).forEach(headers::add);
        throughline
                .handle(new ProxyRequest(
                        "POST",
                        URI.create("/v1" + asked.path()),
                        headers.build(),
                        Body.of(asked.request().getBytes(StandardCharsets.UTF_8)),
                        Attributes.none()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .body()
                .inputStream()
                .readAllBytes();
    }

    private void post(String base, Conversation asked) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + asked.path()))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(asked.request()));
        Calling.headers(asked).forEach(request::header);
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        standalone.close(Duration.ofSeconds(2));
    }
}
