package io.throughline.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.security.Principal;

/** Stands before another filter and says who calls, as security filters do: by wrapping the request. */
record SecurityFilter(String remote, String name, Filter next) implements Filter {
    @Override
    public void init(FilterConfig config) throws ServletException {
        next.init(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        next.doFilter(new Seen((HttpServletRequest) request), response, chain);
    }

    @Override
    public void destroy() {
        next.destroy();
    }

    private final class Seen extends HttpServletRequestWrapper {
        private Seen(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRemoteAddr() {
            return remote;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> name;
        }
    }
}
