package io.throughline;

import java.util.Set;

/**
 * The provider whose host the application called: it is the one that bare model names mean.
 *
 * @param provider its name
 * @param providers the names of all configured ones
 */
record Addressed(String provider, Set<String> providers) {
    static final Attributes.Key<Addressed> KEY = new Attributes.Key<>("addressed", Addressed.class);

    Addressed {
        providers = Set.copyOf(providers);
    }

    /** Returns what to look up for a model that a client calls {@code requested}. */
    static String name(String requested, ProxyRequest inbound) {
        return inbound.attributes()
                .get(KEY)
                .map(addressed -> addressed.qualified(requested))
                .orElse(requested);
    }

    private String qualified(String requested) {
        int slash = requested.indexOf('/');
        boolean named = slash > 0 && providers.contains(requested.substring(0, slash));
        return named ? requested : provider + "/" + requested;
    }
}
