package io.throughline.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the filter is mounted: what stands before its own paths in a request's URI.
 *
 * <p>The servlet path of a request is no help here: it belongs to the servlet behind the filter. So the prefixes of the filter's own URL
 * patterns ({@code /llm/*} has {@code /llm}) are taken from its registration. What is left of the path keeps its percent-encoding.
 */
final class MountPath {
    private final List<List<String>> prefixes;

    private MountPath(List<List<String>> prefixes) {
        this.prefixes = prefixes;
    }

    /** Returns the root of the context. */
    static MountPath root() {
        return new MountPath(List.of(List.of()));
    }

    /** Returns where the filter is mapped to, the root where nothing says so. */
    static MountPath of(FilterConfig config) {
        FilterRegistration registration = config.getServletContext().getFilterRegistration(config.getFilterName());
        List<List<String>> prefixes = new ArrayList<>();
        prefixes.add(List.of());
        if (registration != null) {
            for (String pattern : registration.getUrlPatternMappings()) {
                if (pattern.endsWith("/*")) {
                    prefixes.add(segments(pattern.substring(0, pattern.length() - 2)));
                }
            }
        }
        prefixes.sort(Comparator.<List<String>>comparingInt(List::size).reversed());
        return new MountPath(prefixes);
    }

    /** Returns path and query of the request behind the mount, as they were sent; empty for what is no URI. */
    Optional<URI> target(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String query = request.getQueryString();
        try {
            String path = behind(uri, segments(request.getServletContext().getContextPath()));
            if (path == null) {
                return Optional.empty();
            }
            return Optional.of(new URI(behindMount(path) + (query == null ? "" : "?" + query)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String behindMount(String path) {
        for (List<String> prefix : prefixes) {
            String rest = behind(path, prefix);
            if (rest != null) {
                return rest;
            }
        }
        return path;
    }

    /** Returns what follows {@code prefix} in a raw path, with one slash before it, whatever number was sent. */
    private static @Nullable String behind(String path, List<String> prefix) {
        int at = skipSlashes(path, 0);
        for (String expected : prefix) {
            int end = path.indexOf('/', at);
            if (end < 0) {
                end = path.length();
            }
            if (!expected.equals(decoded(path.substring(at, end)))) {
                return null;
            }
            at = skipSlashes(path, end);
        }
        return "/" + path.substring(at);
    }

    private static int skipSlashes(String path, int from) {
        int at = from;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return at;
    }

    private static String decoded(String segment) {
        int parameters = segment.indexOf(';');
        String name = parameters < 0 ? segment : segment.substring(0, parameters);
        return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
