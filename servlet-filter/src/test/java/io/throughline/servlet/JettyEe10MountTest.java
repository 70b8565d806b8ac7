package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;

/** The contract of every mount, on JettyEe10. */
class JettyEe10MountTest extends FilterMountContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return JettyEe10.start(threads, contextPath, filters);
    }
}
