package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;

/** The contract of every mount, on Undertow. */
class UndertowMountTest extends FilterMountContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return UndertowContainer.start(threads, contextPath, filters);
    }
}
