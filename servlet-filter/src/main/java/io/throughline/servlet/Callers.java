package io.throughline.servlet;

import io.throughline.Attributes;
import io.throughline.Peer;
import io.throughline.access.Caller;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the filter knows who calls; its init-param {@code keys} says it. */
enum Callers {
    /** By the key that a request shows. */
    BY_KEY {
        @Override
        Attributes tell(HttpServletRequest request, Attributes attributes) {
            return attributes;
        }
    },

    /** By whom the container or a security filter has authenticated. Whom they have not needs a key; to call from this machine is not enough. */
    BY_PRINCIPAL {
        @Override
        Attributes tell(HttpServletRequest request, Attributes attributes) {
            Principal principal = request.getUserPrincipal();
            return principal == null
                    ? attributes.with(Peer.KEY, new Peer(new InetSocketAddress(0).getAddress(), request.isSecure()))
                    : attributes.with(Caller.KEY, caller(principal));
        }
    };

    /** Who logs in under a key's name is not taken for that key. */
    private static final String PREFIX = "principal:";

    /** What was recorded of others is not everybody's to read. */
    private static final Set<String> SCOPES = Set.of("llm", "events");

    static Callers of(FilterConfig config) throws ServletException {
        String keys = config.getInitParameter("keys");
        if (keys == null) {
            return BY_KEY;
        }
        if (!keys.strip().equals("principal")) {
            throw new ServletException("The init-param keys of the filter " + config.getFilterName()
                    + " may be principal, or left out; it is \"" + keys + "\"");
        }
        return BY_PRINCIPAL;
    }

    /** Adds what the container knows of the caller to a request's attributes. */
    abstract Attributes tell(HttpServletRequest request, Attributes attributes);

    private static Caller caller(Principal principal) {
        return new Caller(Optional.of(PREFIX + principal.getName()), "default", "default", SCOPES, List.of());
    }
}
