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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses where a call goes: one target, or those of an alias in order. Safe for use by many threads. */
public final class Router {
    private final Models models;
    private final Map<String, Provider> providers;
    private final ResponseOwners owners;
    private final Routing routing;
    private final Traffic traffic;

    /** Makes a router over the configured providers and aliases. */
    public Router(
            Models models, Map<String, Provider> providers, ResponseOwners owners, Routing routing, Traffic traffic) {
        this.models = models;
        this.providers = providers;
        this.owners = owners;
        this.routing = routing;
        this.traffic = traffic;
    }

    /**
     * Plans a call of a model.
     *
     * @throws RefusedException when there is no such model, or the caller may not call it, or no target of it can do what is asked
     */
    public Itinerary plan(Inquiry inquiry) {
        Alias alias = routing.aliases().get(inquiry.model());
        RouteChoice choice = alias == null ? RouteChoice.of(inquiry.model(), choose(inquiry)) : choose(alias, inquiry);
        return itinerary(choice, inquiry);
    }

    /** Plans a call to the provider that made a stored response. */
    public Itinerary plan(Endpoint.StoredResponse response, Inquiry inquiry) {
        return itinerary(
                RouteChoice.of(
                        "the response",
                        new Target(owner(response, inquiry.caller()), "")
                                .in(inquiry.caller().environment())),
                inquiry);
    }

    private Itinerary itinerary(RouteChoice choice, Inquiry inquiry) {
        Set<Integer> fallbackOn =
                choice.alias().flatMap(Alias::fallbackOn).orElse(routing.retry().fallbackOn());
        return new Itinerary(
                traffic, routing.retry(), fallbackOn, choice, inquiry.streamed(), deadline(choice, inquiry));
    }

    /** The caller's, or that of the most patient of the providers, whichever comes first. */
    private OptionalLong deadline(RouteChoice choice, Inquiry inquiry) {
        long longest = 0;
        for (Target target : choice.order()) {
            Optional<Duration> total = routing.timeouts(target.provider()).total(inquiry.streamed());
            if (total.isEmpty()) {
                return inquiry.deadline();
            }
            longest = Math.max(longest, total.get().toNanos());
        }
        long own = traffic.time().nanos() + longest;
        return OptionalLong.of(Math.min(own, inquiry.deadline().orElse(Long.MAX_VALUE)));
    }

    private Target choose(Inquiry inquiry) {
        ModelLookup found = models.find(inquiry.model());
        if (found instanceof UnknownModel unknown) {
            throw new RefusedException(ModelError.of(ModelError.Kind.NOT_FOUND, unknown.message())
                    .at("model")
                    .coded("model_not_found"));
        }
        Target target = ((Target) found).in(inquiry.caller().environment());
        if (!inquiry.caller().mayCall(inquiry.model(), target.id())) {
            throw forbidden(inquiry.model());
        }
        if (!serves(target, inquiry.call())) {
            throw new RefusedException(ModelError.of(
                            ModelError.Kind.INVALID_REQUEST,
                            "The provider " + target.provider().name() + " has nothing like "
                                    + inquiry.call().dialect())
                    .at("model"));
        }
        return target;
    }

    private RouteChoice choose(Alias alias, Inquiry inquiry) {
        List<Alias.Choice> allowed = alias.choices().stream()
                .filter(choice ->
                        inquiry.caller().mayCall(alias.name(), choice.target().id()))
                .map(choice -> choice.in(inquiry.caller().environment()))
                .toList();
        if (allowed.isEmpty()) {
            throw forbidden(alias.name());
        }
        RequestTraits traits = allowed.stream().anyMatch(choice -> choice.when().readsBody())
                ? RequestTraits.of(inquiry.body(), inquiry.tags())
                : RequestTraits.tagged(inquiry.tags());
        List<Alias.Choice> fitting = new ArrayList<>();
        List<RouteChoice.PassedOver> passedOver = new ArrayList<>();
        for (Alias.Choice choice : allowed) {
            List<String> reasons = reasons(choice, traits, inquiry.call());
            if (reasons.isEmpty()) {
                fitting.add(choice);
            } else {
                passedOver.add(new RouteChoice.PassedOver(choice.target(), reasons));
            }
        }
        if (fitting.isEmpty()) {
            throw unfit(alias, passedOver);
        }
        List<Target> order = traffic.ordering().order(alias, fitting, inquiry.threadId(), inquiry.streamed());
        return new RouteChoice(alias.name(), Optional.of(alias), order, passedOver);
    }

    private static List<String> reasons(Alias.Choice choice, RequestTraits traits, Endpoint.ProviderCall call) {
        return serves(choice.target(), call)
                ? choice.when().unmet(traits)
                : List.of("has nothing like " + call.dialect());
    }

    private static RefusedException forbidden(String model) {
        return new RefusedException(
                ModelError.of(ModelError.Kind.PERMISSION, "This key may not call the model " + model)
                        .at("model"));
    }

    private static RefusedException unfit(Alias alias, List<RouteChoice.PassedOver> passedOver) {
        String why = passedOver.stream()
                .map(one -> one.target().id() + " (" + String.join(", ", one.reasons()) + ")")
                .collect(Collectors.joining(", "));
        return new RefusedException(ModelError.of(
                        ModelError.Kind.INVALID_REQUEST,
                        "No target of " + alias.name() + " is for this request: " + why)
                .at("model"));
    }

    /**
     * Finds the provider that made a stored response.
     *
     * @param response the response asked for
     * @param caller who asks
     * @throws RefusedException when nobody is known to have made it for this caller's tenant
     */
    private Provider owner(Endpoint.StoredResponse response, Caller caller) {
        Optional<ResponseOwners.Owner> owner = owners.of(response.id());
        boolean foreign = owner.map(it -> !it.tenant().equals(caller.tenant())).orElse(owners.isOfSeveralTenants());
        if (foreign) {
            throw new RefusedException(unknown(response));
        }
        Optional<String> name = owner.map(ResponseOwners.Owner::provider).filter(it -> !it.isEmpty());
        if (name.isPresent()) {
            return Optional.ofNullable(providers.get(name.get()))
                    .orElseThrow(() -> new RefusedException(unknown(response)));
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
