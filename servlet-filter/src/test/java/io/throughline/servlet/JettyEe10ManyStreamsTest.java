package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;

class JettyEe10ManyStreamsTest extends ManyStreamsContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return JettyEe10.start(threads, contextPath, filters);
    }
}
