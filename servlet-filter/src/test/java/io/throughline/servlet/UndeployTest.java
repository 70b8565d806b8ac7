package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.core.ThreadLocalLeakPreventionListener;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two WARs, each with Throughline in its own class loader, mounted by a web fragment: they don't disturb each other, and of one that is
 * undeployed nothing stays.
 */
@Tag("servlet-6.1")
class UndeployTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FRAGMENT = """
            <web-fragment xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <name>llm</name>
              <filter>
                <filter-name>throughline</filter-name>
                <filter-class>io.throughline.servlet.ThroughlineFilter</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping><filter-name>throughline</filter-name><url-pattern>/llm/*</url-pattern></filter-mapping>
            </web-fragment>
            """;

    private final Undeployed undeployed = new Undeployed();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void nothingStays() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.answerEach(request -> Script.json("{\"id\":\"c1\",\"model\":\"m\",\"choices\":[]}"));
            Tomcat tomcat = tomcat();
            try {
                Context stays = deploy(tomcat, "stays", provider);
                WeakReference<ClassLoader> gone = Undeployed.elsewhere(() -> deployAndUndeploy(tomcat, provider));
                assertThat(undeployed.isCollected())
                        .as("the class loader is collected")
                        .isTrue();
                assertThat(gone.get()).isNull();
                assertThat(provider.awaitConnectionsOpen(1, PATIENCE))
                        .as("the other WAR's connection alone is open")
                        .isTrue();
                assertThat(call(tomcat, "stays")).contains("c1");
                tomcat.getHost().removeChild(stays);
                assertThat(provider.awaitConnectionsOpen(0, PATIENCE)).isTrue();
                assertThat(Undeployed.threadsLeft(before)).isEmpty();
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
        }
    }

    private WeakReference<ClassLoader> deployAndUndeploy(Tomcat tomcat, ScriptedProvider provider) throws Exception {
        Context goes = deploy(tomcat, "goes", provider);
        ClassLoader loader = goes.getLoader().getClassLoader();
        assertThat(loader.loadClass(ThroughlineFilter.class.getName()).getClassLoader())
                .as("the WAR has Throughline for itself")
                .isSameAs(loader);
        assertThat(provider.connectionsOpen()).isEqualTo(2);
        tomcat.getHost().removeChild(goes);
        return undeployed.watch(loader);
    }

    private Tomcat tomcat() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setSilent(true);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getServer().addLifecycleListener(new ThreadLocalLeakPreventionListener()); // as Tomcat's own server.xml
        tomcat.start();
        return tomcat;
    }

    private Context deploy(Tomcat tomcat, String name, ScriptedProvider provider) throws Exception {
        Path war = directory.resolve(name);
        Path classes = Files.createDirectories(war.resolve("WEB-INF/classes"));
        Path lib = Files.createDirectories(war.resolve("WEB-INF/lib"));
        for (Path entry : Undeployed.classPath()) {
            if (Files.isDirectory(entry)) {
                copy(entry, classes);
            } else {
                Files.copy(entry, lib.resolve(entry.getFileName()));
            }
        }
        try (OutputStream file = Files.newOutputStream(lib.resolve("fragment.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("META-INF/web-fragment.xml"));
            jar.write(FRAGMENT.getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(classes.resolve("throughline.yaml"), """
                providers: {local: {dialect: openai, base-url: "%s", api-key: sk-provider-0123456789}}
                """.formatted(provider.uri("/v1")));
        Context context = tomcat.addWebapp("/" + name, war.toString());
        Tomcat.addServlet(context, "default", new org.apache.catalina.servlets.DefaultServlet())
                .addMapping("/");
        assertThat(call(tomcat, name)).contains("c1");
        return context;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static String call(Tomcat tomcat, String name) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/" + name + "/llm/v1/chat/completions");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"local/m\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
