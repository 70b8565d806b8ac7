package io.throughline.access;

import java.util.Optional;

/**
 * What calls are counted on: a key, or a whole tenant.
 *
 * @param tenant the tenant
 * @param key the key's name; empty for the tenant itself
 * @param rate how much it may do in a time
 * @param budget how much it may spend
 */
public record Account(String tenant, Optional<String> key, Optional<Rate> rate, Optional<Budget> budget) {
    /** Returns what it is called in errors: {@code key shop} or {@code tenant acme}. */
    public String label() {
        return key.map(name -> "key " + name).orElse("tenant " + tenant);
    }

    /** Returns an id that no other account has. Names have no braces and no slashes. */
    public String id() {
        return "{" + tenant + "}/" + key.orElse("");
    }
}
