package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;

class JettyEe10ManyStreamsTest extends ManyStreamsContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return JettyEe10Container.start(threads, contextPath, filters);
    }
}
