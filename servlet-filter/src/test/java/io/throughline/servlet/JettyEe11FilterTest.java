package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Jetty with the servlets of Jakarta EE 11, which need the servlet API 6.1. */
@Tag("servlet-6.1")
class JettyEe11FilterTest extends FilterContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return JettyEe11.start(threads, contextPath, filters);
    }
}
