package io.throughline.servlet;

import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.config.ConfigSource;
import io.throughline.config.ThroughlineConfig;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a filter's handler comes from, and whose it is to close. */
interface Handlers {
    /** Returns the handler of a Throughline that somebody else made and closes. */
    static Handlers given(Throughline throughline) {
        return given(throughline::handle);
    }

    /** Returns a handler that somebody else made and closes. */
    static Handlers given(Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        return () -> handler;
    }

    /** Returns the handler of the Throughline that the filter's configuration describes, made at {@code init}, closed with the filter. */
    static Handlers configured() {
        return new Configured();
    }

    /** Returns the handler. */
    Function<ProxyRequest, CompletionStage<ProxyResponse>> handler();

    /** Makes what the filter's configuration describes. */
    default void init(FilterConfig config) throws ServletException {}

    /** Closes what was made. */
    default void close() {}

    /**
     * A Throughline of the filter's own. Its configuration is the file that the init-param {@code config} names, else {@code THROUGHLINE_CONFIG}, else
     * {@code throughline.yaml} on the application's class path, else the environment's. Changes of a file are taken in as they are made.
     */
    final class Configured implements Handlers {
        private static final String RESOURCE = "throughline.yaml";

        private @Nullable Throughline throughline;

        private Configured() {}

        @Override
        public Function<ProxyRequest, CompletionStage<ProxyResponse>> handler() {
            Throughline made = throughline;
            if (made == null) {
                throw new IllegalStateException("the filter was not initialised");
            }
            return made::handle;
        }

        @Override
        public void init(FilterConfig config) throws ServletException {
            try {
                Optional<ConfigSource> file = file(config);
                Throughline made =
                        Throughline.create(file.isPresent() ? file.get().load() : load(config));
                file.ifPresent(made::watch);
                throughline = made;
            } catch (IOException | RuntimeException e) {
                throw new ServletException("Throughline can't start: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            if (throughline != null) {
                throughline.close();
            }
        }

        private static Optional<ConfigSource> file(FilterConfig config) {
            return Optional.ofNullable(config.getInitParameter("config"))
                    .or(() -> Optional.ofNullable(System.getenv("THROUGHLINE_CONFIG")))
                    .map(file -> ConfigSource.file(Path.of(file), System.getenv()));
        }

        private static ThroughlineConfig load(FilterConfig config) throws IOException {
            ClassLoader application = config.getServletContext().getClassLoader();
            try (InputStream resource = application.getResourceAsStream(RESOURCE)) {
                return resource == null
                        ? ThroughlineConfig.fromEnvironment(System.getenv(), Path.of(System.getProperty("user.home")))
                        : ThroughlineConfig.parse(
                                new String(resource.readAllBytes(), StandardCharsets.UTF_8),
                                RESOURCE,
                                System.getenv(),
                                Path.of(""));
            }
        }
    }
}
