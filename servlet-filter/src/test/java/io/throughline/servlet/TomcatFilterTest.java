package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;

class TomcatFilterTest extends FilterContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return TomcatContainer.start(threads, contextPath, filters);
    }
}
