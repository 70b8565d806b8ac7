package io.throughline.servlet;

import jakarta.servlet.Filter;
import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("servlet-6.1")
class TomcatManyStreamsTest extends ManyStreamsContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return TomcatContainer.start(threads, contextPath, filters);
    }
}
