package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The contract of every mount, on JettyEe11. */
@Tag("servlet-6.1")
class JettyEe11MountTest extends FilterMountContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return JettyEe11.start(threads, contextPath, filters);
    }
}
