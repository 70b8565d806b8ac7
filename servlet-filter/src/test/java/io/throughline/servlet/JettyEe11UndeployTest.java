package io.throughline.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.junit.jupiter.api.Tag;

/** Jetty 12 with its ee11 servlets. */
@Tag("servlet-6.1")
class JettyEe11UndeployTest extends UndeployContract {
    private final Server server = new Server();
    private final ContextHandlerCollection applications = new ContextHandlerCollection();
    private final Map<String, ServletContextHandler> deployed = new HashMap<>();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @Override
    int port() throws Exception {
        if (!server.isStarted()) {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(applications);
            server.start();
        }
        return connector.getLocalPort();
    }

    @Override
    void deploy(String path, ClassLoader loader, Path config) throws Exception {
        ServletContextHandler application = new ServletContextHandler(path);
        application.setClassLoader(loader);
        FilterHolder filter = new FilterHolder(
                loader.loadClass(ThroughlineFilter.class.getName()).asSubclass(Filter.class));
        filter.setAsyncSupported(true);
        filter.setInitParameter("config", config.toString());
        application.addFilter(filter, "/llm/*", EnumSet.of(DispatcherType.REQUEST));
        application.addServlet(DefaultServlet.class, "/");
        applications.addHandler(application);
        application.start();
        deployed.put(path, application);
    }

    @Override
    void undeploy(String path) throws Exception {
        ServletContextHandler application = deployed.remove(path);
        application.stop();
        applications.removeHandler(application);
        application.destroy();
    }

    @Override
    void stopContainer() throws Exception {
        server.stop();
    }
}
