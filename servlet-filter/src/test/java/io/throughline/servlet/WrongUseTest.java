package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A filter that can't work as it is mounted says so, and what to do. */
@Tag("servlet-6.1")
class WrongUseTest {
    private final Tomcat tomcat = new Tomcat();
    private final List<String> problems = new ArrayList<>();

    @TempDir
    private Path directory;

    private Context application;

    @BeforeEach
    void make() {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        application = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(application, "default", new org.apache.catalina.servlets.DefaultServlet())
                .addMapping("/");
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void withoutAsyncSupport() throws Exception {
        mount("llm", "/llm/*", false, filter());
        tomcat.start();
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/llm/v1/models");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("must be async-supported").contains("setAsyncSupported(true)");
    }

    @Test
    void declaredWithoutAsyncSupport() throws Exception {
        declare(
                "<filter-name>other</filter-name><async-supported>true</async-supported>",
                "<filter-name>llm</filter-name>");
        mount("llm", "/llm/*", false, filter());
        tomcat.start();
        assertThat(problems)
                .singleElement()
                .asString()
                .contains("llm")
                .contains("add <async-supported>true</async-supported>");
    }

    @Test
    void declaredWithAsyncSupport() throws Exception {
        declare(
                "<filter-name>other</filter-name>",
                "<filter-name> llm </filter-name><filter-class>x</filter-class><async-supported>true</async-supported>");
        mount("llm", "/llm/*", true, filter());
        tomcat.start();
        assertThat(problems).isEmpty();
    }

    @Test
    void mappedTwice() throws Exception {
        mount("llm", "/llm/*", true, filter());
        mount("other", "/llm/*", true, filter());
        tomcat.start();
        assertThat(problems)
                .singleElement()
                .asString()
                .contains("llm")
                .contains("other")
                .contains("both mapped to /llm/*");
    }

    @Test
    void twoMappingsAreTwoMounts() throws Exception {
        mount("llm", "/llm/*", true, filter());
        mount("other", "/other/*", true, filter());
        tomcat.start();
        assertThat(problems).isEmpty();
    }

    @Test
    void aMountMayComeBack() throws Exception {
        mount("llm", "/llm/*", true, filter());
        tomcat.start();
        application.reload();
        assertThat(problems).isEmpty();
    }

    @Test
    void keysAreByOtherThanPrincipal() throws Exception {
        mount("llm", "/llm/*", true, new ConfiguredBy(filter(), Map.of("keys", "principals")));
        tomcat.start();
        assertThat(problems).singleElement().asString().contains("keys").contains("\"principals\"");
    }

    private static ThroughlineFilter filter() {
        return new ThroughlineFilter(
                request -> CompletableFuture.completedFuture(new ProxyResponse(200, Headers.none(), Body.empty())));
    }

    private void declare(String... filters) throws Exception {
        Path webXml = Files.createDirectories(directory.resolve("WEB-INF")).resolve("web.xml");
        Files.writeString(
                webXml,
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\"><filter>"
                        + String.join("</filter><filter>", filters) + "</filter></web-app>");
    }

    private void mount(String name, String pattern, boolean async, Filter filter) {
        FilterDef def = new FilterDef();
        def.setFilterName(name);
        def.setFilter(new Watched(filter));
        def.setAsyncSupported(Boolean.toString(async));
        application.addFilterDef(def);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern(pattern);
        application.addFilterMap(map);
    }

    /** Keeps what a container would only log. */
    private final class Watched implements Filter {
        private final Filter filter;

        private Watched(Filter filter) {
            this.filter = filter;
        }

        @Override
        public void init(FilterConfig config) throws ServletException {
            try {
                filter.init(config);
            } catch (ServletException e) {
                problems.add(e.getMessage());
                throw e;
            }
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filter.doFilter(request, response, chain);
        }

        @Override
        public void destroy() {
            filter.destroy();
        }
    }
}
