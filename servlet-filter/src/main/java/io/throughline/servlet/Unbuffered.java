package io.throughline.servlet;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The response without the wrappers of other filters that keep an answer back. Such a wrapper, Spring's {@code ContentCachingResponseWrapper} for one, hands the
 * answer on once the chain has returned, and an answer of ours begins after that: the client would get nothing.
 */
final class Unbuffered {
    private static final Logger LOG = LoggerFactory.getLogger(Unbuffered.class);
    private static final String CACHING = "org.springframework.web.util.ContentCachingResponseWrapper";

    private final AtomicBoolean told = new AtomicBoolean();

    /** Returns the response to write to: it, with the buffering wrappers taken out of those around the container's own. */
    HttpServletResponse of(HttpServletResponse response) {
        ServletResponse outermost = response;
        while (outermost instanceof ServletResponseWrapper wrapper && isBuffering(wrapper)) {
            outermost = without(wrapper);
        }
        ServletResponse each = outermost;
        while (each instanceof ServletResponseWrapper outer) {
            if (outer.getResponse() instanceof ServletResponseWrapper inner && isBuffering(inner)) {
                outer.setResponse(without(inner));
            } else {
                each = outer.getResponse();
            }
        }
        return outermost instanceof HttpServletResponse direct ? direct : response;
    }

    private ServletResponse without(ServletResponseWrapper buffering) {
        if (told.compareAndSet(false, true)) {
            LOG.info(
                    "A filter before Throughline's keeps answers back ({}): answers of models pass it by. Put it behind"
                            + " Throughline's filter, or leave this path out of it",
                    buffering.getClass().getName());
        }
        return buffering.getResponse();
    }

    /** By its name, since it is in the application's libraries if anywhere. */
    private static boolean isBuffering(ServletResponseWrapper wrapper) {
        for (Class<?> type = wrapper.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(CACHING)) {
                return true;
            }
        }
        return false;
    }
}
