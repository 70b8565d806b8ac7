package io.throughline.provider;

/**
 * A model at a provider.
 *
 * @param provider the provider
 * @param model the model, as the provider names it
 */
public record Target(Provider provider, String model) implements ModelLookup {
    /** Returns {@code provider/model}. */
    public String id() {
        return provider.name() + "/" + model;
    }
}
