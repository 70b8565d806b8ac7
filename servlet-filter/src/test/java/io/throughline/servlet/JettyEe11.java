package io.throughline.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.handler.ContextHandler;

/** Applications of Jetty 12's ee11 servlets. */
final class JettyEe11 {
    private JettyEe11() {}

    /** Starts a Jetty whose application has these filters, each at its pattern. */
    static Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        ServletContextHandler application = empty(contextPath.isEmpty() ? "/" : contextPath);
        filters.forEach((pattern, filter) -> {
            FilterHolder holder = new FilterHolder(filter);
            holder.setName("throughline" + pattern);
            add(application, holder, pattern);
        });
        return JettyContainer.start(threads, application);
    }

    /** Makes an application that makes its filter at {@code /llm/*} itself, with {@code config} as its parameter. */
    static ContextHandler application(String path, Class<? extends Filter> filter, String config) {
        ServletContextHandler application = empty(path);
        FilterHolder holder = new FilterHolder(filter);
        holder.setInitParameter("config", config);
        add(application, holder, "/llm/*");
        return application;
    }

    private static ServletContextHandler empty(String path) {
        ServletContextHandler application = new ServletContextHandler(path);
        application.addServlet(DefaultServlet.class, "/");
        return application;
    }

    private static void add(ServletContextHandler application, FilterHolder holder, String pattern) {
        holder.setAsyncSupported(true);
        application.addFilter(holder, pattern, EnumSet.of(DispatcherType.REQUEST));
    }
}
