package io.throughline.servlet;

import io.throughline.Attributes;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mounts Throughline in a servlet container: every request that the filter is mapped to is answered by it, none goes down the chain.
 *
 * <p>It needs asynchronous support, its own and that of every filter before it. It belongs behind security filters, and ahead of all that
 * wraps, caches, compresses or parses bodies; what of Spring keeps answers back is passed by. Requests are answered without a thread for each: any number of slow streams runs on the
 * container's usual threads.
 *
 * <pre>{@code
 * FilterRegistration.Dynamic llm = servletContext.addFilter("throughline", new ThroughlineFilter(throughline));
 * llm.setAsyncSupported(true);
 * llm.addMappingForUrlPatterns(null, true, "/llm/*");
 * }</pre>
 *
 * <p>In a {@code web.xml}, the init-param {@code config} names the {@code throughline.yaml}; the filter then makes its own Throughline, and
 * closes it when the container destroys the filter.
 *
 * <p>With the init-param {@code keys} of {@code principal}, the container's {@linkplain HttpServletRequest#getUserPrincipal() principal} is the
 * caller, and needs no key.
 */
public final class ThroughlineFilter implements Filter {
    /** Where the handler finds who the container says the caller is; absent where the container asks nobody. */
    public static final Attributes.Key<Principal> PRINCIPAL =
            new Attributes.Key<>("servlet-principal", Principal.class);

    private final Handlers handlers;
    private final Unbuffered unbuffered = new Unbuffered();
    private volatile ClientWatch watch = new ClientWatch();
    private MountPath mount = MountPath.root();
    private Callers callers = Callers.BY_KEY;
    private @Nullable FilterConfig config;

    /** Makes a filter that assembles its own Throughline, from the file that its init-param {@code config} names. */
    public ThroughlineFilter() {
        this(Handlers.configured());
    }

    /** Mounts {@code throughline}, which stays its maker's to close. */
    public ThroughlineFilter(Throughline throughline) {
        this(Handlers.given(throughline));
    }

    ThroughlineFilter(Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        this(Handlers.given(handler));
    }

    private ThroughlineFilter(Handlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        DeclaredAsync.check(config);
        Mounts.take(config);
        this.config = config;
        mount = MountPath.of(config);
        callers = Callers.of(config);
        if (watch.isClosed()) {
            watch = new ClientWatch(); // the container has taken the same filter into service again
        }
        handlers.init(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest inbound) || !(response instanceof HttpServletResponse downstream)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<URI> target = mount.target(inbound);
        if (target.isEmpty()) {
            refuse(downstream);
            return;
        }
        if (!inbound.isAsyncSupported()) {
            throw new ServletException("ThroughlineFilter, and every filter before it, must be async-supported: "
                    + "<async-supported>true</async-supported> in a web.xml, setAsyncSupported(true) in code");
        }
        new Exchange(inbound, unbuffered.of(downstream), watch).begin(target.get(), callers, handlers.handler());
    }

    @Override
    public void destroy() {
        watch.close();
        handlers.close();
        if (config != null) {
            Mounts.give(config);
        }
        RecordMethods.forget();
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().print("The request's URI is malformed.\n");
    }
}
