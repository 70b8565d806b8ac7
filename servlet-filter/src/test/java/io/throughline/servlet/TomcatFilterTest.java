package io.throughline.servlet;

import static org.junit.jupiter.api.Assumptions.abort;

import jakarta.servlet.Filter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tomcat 10.1, and again 11 with its class path. */
@Tag("servlet-6.1")
class TomcatFilterTest extends FilterContract {
    @Override
    Container start(int threads, String contextPath, Map<String, Filter> filters) throws Exception {
        return TomcatContainer.start(threads, contextPath, filters);
    }

    /** Tomcat takes a content type apart and puts it together in its own way; there is no other way to its content type. */
    @Override
    String eventStreamAsWritten() {
        return "text/event-stream;charset=utf-8";
    }

    @Test
    @Override
    void aClientThatSendsItsNextRequestEarlyGetsBothAnswers() {
        abort("Tomcat doesn't tell early bytes from a closed connection");
    }
}
