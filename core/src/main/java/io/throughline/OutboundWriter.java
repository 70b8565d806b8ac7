package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.chat.RelayedRequest;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.embeddings.EmbeddingTarget;
import io.throughline.provider.Destinations;
import io.throughline.provider.Target;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Itinerary;
import io.throughline.route.Router;
import io.throughline.route.Routing;
import io.throughline.route.Step;
import io.throughline.route.Timekeeper;
import io.throughline.translate.Translation;
import java.util.Optional;

/** Makes of a client's call the provider's: reads it, plans where it goes, and chooses for each target whether it is relayed or translated. */
final class OutboundWriter {
    private final RoutePlanner planner;
    private final RelayWriter relay;
    private final TranslatedWriter translate;
    private final OnwardWriter onward;
    private final boolean traced;

    /**
     * Makes a writer.
     *
     * @param router chooses the targets
     * @param routing how long providers may take
     * @param time the clock
     * @param strict whether what a target can't take is refused instead of left out
     * @param traced whether providers are told the span in which they are called
     */
    OutboundWriter(Router router, Routing routing, Timekeeper time, boolean strict, boolean traced) {
        ProviderRequests requests = new ProviderRequests(routing);
        this.planner = new RoutePlanner(router, routing, time);
        this.relay = new RelayWriter(requests, strict);
        this.translate = new TranslatedWriter(requests, strict);
        this.onward = new OnwardWriter(requests);
        this.traced = traced;
    }

    /** Reads of a call what its route depends on. */
    Asked read(
            Endpoint.ProviderCall call,
            Joining.Joined joined,
            Caller caller,
            ProxyRequest inbound,
            Recording recording) {
        return AskedReader.read(call, joined, caller, inbound, recording);
    }

    /** Plans where a call goes. */
    Itinerary plan(Asked asked, Recording recording) {
        return planner.plan(asked, recording);
    }

    /**
     * Writes a call for one target.
     *
     * @throws RefusedException when the target can't take it
     */
    Outbound write(Asked asked, Step step, Recording recording) {
        return placed(written(asked, step, recording), recording);
    }

    /**
     * Writes for a target the request to go on with a text.
     *
     * @throws RefusedException when the target can't take it
     */
    Outbound onward(Asked asked, String text, Step step, Recording recording) {
        return placed(onward.onward(asked, text, step, recording), recording);
    }

    /** Returns how an answer is written here with which another target may go on; empty where none may. */
    Optional<Translation> continuable(Asked asked, Outbound outbound, Recording recording) {
        return OnwardWriter.continuable(asked, outbound, recording);
    }

    private Outbound placed(Outbound written, Recording recording) {
        return traced ? written.within(recording.span()) : written;
    }

    private Outbound written(Asked asked, Step step, Recording recording) {
        Target target = step.target();
        if (asked.call() instanceof Endpoint.StoredResponse stored) {
            recording.routed(stored.dialect(), target.provider().name(), Optional.empty());
            return relay.stored(asked, stored, step);
        }
        Optional<EmbeddingTarget> embedding = Destinations.embeddings(target);
        if (asked.call() == Endpoint.ModelCall.EMBEDDINGS && embedding.isPresent()) {
            route(embedding.get().table().dialect(), target, recording);
            return translate.embeddings(embedding.get(), asked, step);
        }
        String spoken = Destinations.dialect(target, asked.call().dialect());
        route(spoken, target, recording);
        return isRelayed(asked, spoken, target)
                ? relay.relayed(asked, asked.scan().orElseThrow(), step)
                : translate.conversation(asked, spoken, step, recording);
    }

    private static void route(String spoken, Target target, Recording recording) {
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
    }

    private static boolean isRelayed(Asked asked, String spoken, Target target) {
        // what another provider signed is marked, and goes back to that one alone: its marks must not reach this one
        boolean marked = asked.call().isConversation() && IssuerTag.mayBeIn(asked.body());
        boolean answersDiffer = spoken.equals("openai-chat")
                && Destinations.isKnown(target)
                && RelayedRequest.needsTranslation(asked.body(), Destinations.of(target, spoken));
        return spoken.equals(asked.call().dialect()) && !marked && !answersDiffer;
    }
}
