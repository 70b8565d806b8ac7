package io.throughline.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Starts the mock provider, the standalone and what else is installed, each a process bound to one core, and ends what it started. */
final class Peers implements AutoCloseable {
    private static final int MOCK = 18_180;
    private static final int RELAY = 18_181;
    private static final int NGINX = 18_183;
    private static final int HAPROXY = 18_184;
    private static final int PATIENCE_SECONDS = 60;
    /** The provider's models that answer in chat completions. */
    static final List<String> MODELS = List.of("mock-0-0", "mock-500-0", "mock-100-20", "mock-30-500");

    private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseSerialGC");
    /** Ten thousand streams must not be short of memory at their source. */
    private static final List<String> MOCK_JVM = List.of("-Xmx3g", "-XX:+UseSerialGC");

    private final Path directory;
    private final List<Process> started = new CopyOnWriteArrayList<>();

    Peers(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end)); // also where the benchmark is broken off
    }

    /** Starts the provider, on the load's core. */
    Target mock() throws IOException, InterruptedException {
        return java("direct", "0", true, MOCK_JVM, MOCK, MockProvider.class, Integer.toString(MOCK));
    }

    /** Returns the provider's address. */
    URI provider() {
        return URI.create("http://127.0.0.1:" + MOCK);
    }

    /** Starts the bare relay. */
    Target relay() throws IOException, InterruptedException {
        return java(
                "bare relay",
                "1",
                false,
                JVM,
                RELAY,
                BareRelay.class,
                Integer.toString(RELAY),
                "http://127.0.0.1:" + MOCK);
    }

    /**
     * Starts the standalone with authentication and routing.
     *
     * @param tracing what is recorded, and where
     */
    Target standalone(Path jar, String key, List<String> options, Tracing tracing) throws IOException {
        Path config = directory.resolve("throughline-" + tracing.port() + ".yaml");
        Files.writeString(config, """
                server: {port: %d}
                keys:
                  - {name: bench, key: %s, tenant: acme}
                providers:
                  mock: {dialect: openai, base-url: "http://127.0.0.1:%d/v1", api-key: sk-mock, models: [%s]}
                  claude: {dialect: anthropic, base-url: "http://127.0.0.1:%d", api-key: sk-mock, models: [claude-0-0, claude-500-0]}
                telemetry: %s
                """.formatted(
                        tracing.port(), key, MOCK, String.join(", ", MODELS), MOCK, tracing.telemetry(directory)));
        List<String> command = new ArrayList<>(List.of(thisJava()));
        command.addAll(options.isEmpty() ? JVM : options);
        command.addAll(List.of("-jar", jar.toString(), "serve", "--config", config.toString()));
        return start(tracing.target(), "1", false, tracing.port(), command);
    }

    /** Starts nginx, where there is one. */
    Optional<Target> nginx() throws IOException, InterruptedException {
        Path config = directory.resolve("nginx.conf");
        Files.writeString(config, """
                worker_processes 1; daemon off; pid nginx.pid; error_log stderr crit;
                events { worker_connections 20000; multi_accept on; }
                http {
                  access_log off; keepalive_timeout 300s; keepalive_requests 1000000000;
                  client_max_body_size 64m; client_body_buffer_size 2m;
                  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                  upstream mock { server 127.0.0.1:%d; keepalive 512; keepalive_requests 1000000000; }
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location / { proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
                  }
                }
                """.formatted(MOCK, NGINX));
        return program("nginx")
                .map(program -> List.of(program, "-p", directory.toString(), "-c", config.toString()))
                .map(command -> start("nginx", "1", true, NGINX, command));
    }

    /** Starts HAProxy, where there is one. */
    Optional<Target> haproxy() throws IOException, InterruptedException {
        Path config = directory.resolve("haproxy.cfg");
        Files.writeString(config, """
                global
                  nbthread 1
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 300s
                  timeout server 300s
                  option http-no-delay
                  http-reuse always
                frontend in
                  bind 127.0.0.1:%d backlog 4096
                  default_backend mock
                backend mock
                  server mock 127.0.0.1:%d pool-max-conn 512
                """.formatted(HAPROXY, MOCK));
        return program("haproxy")
                .map(program -> List.of(program, "-db", "-f", config.toString()))
                .map(command -> start("haproxy", "1", true, HAPROXY, command));
    }

    @Override
    public void close() {
        end();
        for (Process process : started) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        started.forEach(Process::destroy);
    }

    private Target java(
            String name,
            String core,
            boolean compiled,
            List<String> options,
            int port,
            Class<?> main,
            String... arguments) {
        List<String> command = new ArrayList<>(List.of(thisJava()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return start(name, core, compiled, port, command);
    }

    /** Starts another program, on the core of what is measured. */
    Target start(String name, int port, List<String> command, Map<String, String> environment) {
        return start(name, "1", false, port, command, environment);
    }

    private Target start(String name, String core, boolean compiled, int port, List<String> command) {
        return start(name, core, compiled, port, command, Map.of());
    }

    private Target start(
            String name,
            String core,
            boolean compiled,
            int port,
            List<String> command,
            Map<String, String> environment) {
        List<String> bound = new ArrayList<>();
        program("taskset").ifPresent(taskset -> bound.addAll(List.of(taskset, "-c", core)));
        bound.addAll(command);
        File log = directory.resolve(name.replace(' ', '-') + ".log").toFile();
        try {
            if (isListening(port)) {
                throw new IOException("another process has port " + port);
            }
            ProcessBuilder builder =
                    new ProcessBuilder(bound).redirectErrorStream(true).redirectOutput(log);
            builder.environment().putAll(environment);
            Process process = builder.start();
            started.add(process);
            awaitListening(process, port, log);
            return new Target(name, URI.create("http://127.0.0.1:" + port), Optional.of(process.toHandle()), compiled);
        } catch (IOException e) {
            throw new IllegalStateException(name + " did not start", e);
        }
    }

    private static void awaitListening(Process process, int port, File log) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && System.nanoTime() < until) {
            if (isListening(port)) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new IOException("nothing listens; see " + log);
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String thisJava() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** Finds a program on the path. */
    static Optional<String> program(String name) {
        for (String directory : (System.getenv().getOrDefault("PATH", "") + ":/usr/sbin").split(":")) {
            Path program = Path.of(directory, name);
            if (Files.isExecutable(program)) {
                return Optional.of(program.toString());
            }
        }
        return Optional.empty();
    }
}
