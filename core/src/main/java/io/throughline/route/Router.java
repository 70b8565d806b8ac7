package io.throughline.route;

import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.provider.Destinations;
import io.throughline.provider.ModelLookup;
import io.throughline.provider.Models;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import io.throughline.provider.UnknownModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses the provider and the model of a call. Pure but for what {@link ResponseOwners} remembers; safe for use by many threads. */
public final class Router {
    private final Models models;
    private final Map<String, Provider> providers;
    private final ResponseOwners owners;

    /** Makes a router over the configured providers. */
    public Router(Models models, Map<String, Provider> providers, ResponseOwners owners) {
        this.models = models;
        this.providers = providers;
        this.owners = owners;
    }

    /**
     * Chooses the target of a model call.
     *
     * @param call what is called
     * @param requested the model as the client named it
     * @param caller who calls
     * @throws RefusedException when there is no such model, or the caller may not call it, or its provider speaks another dialect
     */
    public Target choose(Endpoint.ProviderCall call, String requested, Caller caller) {
        ModelLookup found = models.find(requested);
        if (found instanceof UnknownModel unknown) {
            throw new RefusedException(ModelError.of(ModelError.Kind.NOT_FOUND, unknown.message())
                    .at("model")
                    .coded("model_not_found"));
        }
        Target target = (Target) found;
        if (!caller.mayCall(requested, target.id())) {
            throw new RefusedException(
                    ModelError.of(ModelError.Kind.PERMISSION, "This key may not call the model " + requested)
                            .at("model"));
        }
        if (!serves(target, call)) {
            throw new RefusedException(ModelError.of(
                            ModelError.Kind.INVALID_REQUEST,
                            "The provider " + target.provider().name() + " has nothing like " + call.dialect())
                    .at("model"));
        }
        return target;
    }

    /**
     * Finds the provider that made a stored response.
     *
     * @param response the response asked for
     * @param caller who asks
     * @throws RefusedException when nobody is known to have made it for this caller's tenant
     */
    public Provider owner(Endpoint.StoredResponse response, Caller caller) {
        Optional<ResponseOwners.Owner> owner = owners.of(response.id());
        if (owner.isPresent()) {
            Provider provider = providers.get(owner.get().provider());
            if (provider != null && owner.get().tenant().equals(caller.tenant())) {
                return provider;
            }
            throw new RefusedException(unknown(response));
        }
        List<Provider> able = providers.values().stream()
                .filter(provider -> provider.family() == Provider.Family.OPENAI && provider.speaks(response.dialect()))
                .toList();
        if (able.size() != 1) {
            throw new RefusedException(unknown(response));
        }
        return able.get(0);
    }

    /** A conversation goes to any provider; counts of tokens are never guessed, and embeddings are not made of answers. */
    private static boolean serves(Target target, Endpoint.ProviderCall call) {
        boolean embeds = call == Endpoint.ModelCall.EMBEDDINGS
                && Destinations.embeddings(target).isPresent();
        return call.isConversation() || embeds || target.provider().speaks(call.dialect());
    }

    private static ModelError unknown(Endpoint.StoredResponse response) {
        return ModelError.of(
                ModelError.Kind.NOT_FOUND, "There is no response " + response.id() + " that is known here");
    }
}
