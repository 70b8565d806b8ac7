package io.throughline.provider;

/**
 * A model at a provider.
 *
 * @param provider the provider
 * @param model the model, as the provider names it
 * @param environment the callers' environment for which the provider has an own address or key; empty for all others
 */
public record Target(Provider provider, String model, String environment) implements ModelLookup {
    /** Makes a target of all environments for which the provider has nothing of its own. */
    public Target(Provider provider, String model) {
        this(provider, model, "");
    }

    /** Returns the target for callers of an environment. */
    public Target in(String other) {
        Provider own = provider.environments().get(other);
        return own == null ? this : new Target(own, model, other);
    }

    /** Returns {@code provider/model}. */
    public String id() {
        return provider.name() + "/" + model;
    }

    /** Returns what no other target is called: an environment's own is at another address, or under another key. */
    public String place() {
        return environment.isEmpty() ? id() : id() + "\n" + environment;
    }
}
