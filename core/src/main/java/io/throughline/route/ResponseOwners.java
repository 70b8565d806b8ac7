package io.throughline.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers which provider made a stored response, and for whom; forgets the least used beyond a limit. Safe for use by many threads. */
public final class ResponseOwners {
    private static final int MOST = 100_000;

    private volatile boolean several;

    private final Map<String, Owner> owners = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Owner> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Says how many tenants are served from now on. Where there is but one, and never were several, a response that nobody knows can be no one else's.
     */
    public void serve(long tenants) {
        several = several || tenants > 1;
    }

    /** Notes that the response {@code id} was made for {@code tenant}, by a provider that is not known any more. */
    public synchronized void note(String id, String tenant) {
        owners.putIfAbsent(id, new Owner(tenant, ""));
    }

    /** Returns whether a response that nobody knows may be another tenant's. */
    public boolean isOfSeveralTenants() {
        return several;
    }

    /** Notes that {@code provider} made the response {@code id} for {@code tenant}. What is known as another tenant's stays that one's. */
    public synchronized void note(String id, String tenant, String provider) {
        Owner known = owners.get(id);
        if (known == null || known.tenant().equals(tenant)) {
            owners.put(id, new Owner(tenant, provider));
        }
    }

    /** Returns who made the response, where that is known. */
    public synchronized Optional<Owner> of(String id) {
        return Optional.ofNullable(owners.get(id));
    }

    /**
     * Who made a response for whom.
     *
     * @param tenant whose it is
     * @param provider the provider's name; empty where it is not known any more
     */
    public record Owner(String tenant, String provider) {}
}
