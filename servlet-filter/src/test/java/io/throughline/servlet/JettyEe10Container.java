package io.throughline.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An embedded Jetty 12 with its ee10 servlets. */
final class JettyEe10Container implements Container {
    private final Server server;

    private JettyEe10Container(Server server) {
        this.server = server;
    }

    static Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        Server server = new Server(new QueuedThreadPool(threads));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(4096);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        filters.forEach((pattern, filter) -> {
            FilterHolder holder = new FilterHolder(filter);
            holder.setName("throughline" + pattern);
            holder.setAsyncSupported(true);
            context.addFilter(holder, pattern, EnumSet.of(DispatcherType.REQUEST));
        });
        context.addServlet(DefaultServlet.class, "/");
        server.setHandler(context);
        server.start();
        return new JettyEe10Container(server);
    }

    @Override
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
