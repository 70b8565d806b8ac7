package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** Jetty 12, with whichever of its servlets the applications are made of. */
abstract class JettyUndeployContract extends UndeployContract {
    private final Server server = new Server();
    private final ContextHandlerCollection applications = new ContextHandlerCollection();
    private final Map<String, ContextHandler> deployed = new HashMap<>();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    /** Makes an application at {@code path} that makes its filter at {@code /llm/*} itself, with {@code config} as its parameter. */
    abstract ContextHandler application(String path, Class<? extends Filter> filter, String config);

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
        Class<? extends Filter> filter =
                loader.loadClass(ThroughlineFilter.class.getName()).asSubclass(Filter.class);
        ContextHandler application = application(path, filter, config.toString());
        application.setClassLoader(loader);
        applications.addHandler(application);
        application.start();
        deployed.put(path, application);
    }

    @Override
    void undeploy(String path) throws Exception {
        ContextHandler application = deployed.remove(path);
        application.stop();
        applications.removeHandler(application);
        application.destroy();
    }

    @Override
    void stopContainer() throws Exception {
        server.stop();
    }
}
