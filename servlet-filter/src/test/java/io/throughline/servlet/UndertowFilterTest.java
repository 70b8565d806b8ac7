package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;

class UndertowFilterTest extends FilterContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return UndertowContainer.start(threads, contextPath, filters);
    }
}
