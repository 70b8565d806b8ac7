package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The contract of every mount, on Tomcat. */
@Tag("servlet-6.1")
class TomcatMountTest extends FilterMountContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return TomcatContainer.start(threads, contextPath, filters);
    }
}
