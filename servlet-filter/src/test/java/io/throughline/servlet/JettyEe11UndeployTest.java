package io.throughline.servlet;

import jakarta.servlet.Filter;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.junit.jupiter.api.Tag;

/** Jetty 12 with its ee11 servlets. */
@Tag("servlet-6.1")
class JettyEe11UndeployTest extends JettyUndeployContract {
    @Override
    ContextHandler application(String path, Class<? extends Filter> filter, String config) {
        return JettyEe11.application(path, filter, config);
    }
}
