package io.throughline.servlet;

import jakarta.servlet.Filter;
import org.eclipse.jetty.server.handler.ContextHandler;

/** Jetty 12 with its ee10 servlets. */
class JettyEe10UndeployTest extends JettyUndeployContract {
    @Override
    ContextHandler application(String path, Class<? extends Filter> filter, String config) {
        return JettyEe10.application(path, filter, config);
    }
}
