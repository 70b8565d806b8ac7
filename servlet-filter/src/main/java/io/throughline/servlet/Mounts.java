package io.throughline.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the filters of one application are mapped to. As the first filter answers all, another one with the same URL pattern would never be
 * asked, whatever it is configured to do.
 */
final class Mounts {
    private static final String ATTRIBUTE = Mounts.class.getName();

    private final Map<String, String> filtersByPattern = new ConcurrentHashMap<>();

    private Mounts() {}

    /** Takes a filter's URL patterns, unless another filter has them. */
    static void take(FilterConfig config) throws ServletException {
        ServletContext application = config.getServletContext();
        FilterRegistration registration = application.getFilterRegistration(config.getFilterName());
        if (registration == null) {
            return;
        }
        Mounts mounts = of(application);
        for (String pattern : registration.getUrlPatternMappings()) {
            String other = mounts.filtersByPattern.putIfAbsent(pattern, config.getFilterName());
            if (other != null && !other.equals(config.getFilterName())) {
                throw new ServletException("Throughline's filters " + other + " and " + config.getFilterName()
                        + " are both mapped to " + pattern
                        + ": the first would answer everything. Give each a URL pattern of its own, or take one away");
            }
        }
    }

    /** Gives back a filter's URL patterns. */
    static void give(FilterConfig config) {
        of(config.getServletContext()).filtersByPattern.values().removeIf(config.getFilterName()::equals);
    }

    private static Mounts of(ServletContext application) {
        synchronized (application) {
            if (application.getAttribute(ATTRIBUTE) instanceof Mounts mounts) {
                return mounts;
            }
            Mounts mounts = new Mounts();
            application.setAttribute(ATTRIBUTE, mounts);
            return mounts;
        }
    }
}
