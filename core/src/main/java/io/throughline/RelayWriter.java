package io.throughline;

import io.throughline.dialect.chat.RelayedRequest;
import io.throughline.dialect.chat.ToldUsage;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.messages.HostedMessages;
import io.throughline.mark.AnswerEdits;
import io.throughline.provider.Destinations;
import io.throughline.provider.Target;
import io.throughline.provider.VertexModels;
import io.throughline.route.Endpoint;
import io.throughline.route.Step;
import io.throughline.wire.JsonSplicer;
import io.throughline.wire.RequestScan;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Writes a call for a target that speaks the client's dialect. Of the body only the model's name changes, and what the target would refuse.
 *
 * @param requests makes the requests
 * @param strict whether what a target can't take is refused instead of left out
 */
record RelayWriter(ProviderRequests requests, boolean strict) {
    /** Writes a call to what a provider has stored. */
    Outbound stored(Asked asked, Endpoint.StoredResponse stored, Step step) {
        URI uri = Outbound.target(step.target().provider(), stored.path(), asked.query());
        return outbound(asked, step, uri, asked.body(), true, Outbound.Way.Relay.AS_IT_IS);
    }

    /** Writes a call to a model. */
    Outbound relayed(Asked asked, RequestScan.Routable scan, Step step) {
        Target target = step.target();
        if (VertexModels.isClaude(target)) {
            return hosted(asked, scan, step);
        }
        String path = asked.call() instanceof Endpoint.GenerateContent generate
                ? generate.pathOf(target.model())
                : asked.call().path();
        byte[] sent = scan.model().equals(target.model())
                ? asked.body()
                : JsonSplicer.replace(asked.body(), scan.modelPlaces(), target.model());
        URI uri = Outbound.target(target.provider(), path, asked.query());
        return asked.call() == Endpoint.ModelCall.CHAT
                ? chat(asked, step, uri, sent)
                : outbound(asked, step, uri, sent, asked.streamed(), Outbound.Way.Relay.AS_IT_IS);
    }

    /** Without what the target refuses, and with the question for the tokens where the answer must tell them. */
    private Outbound chat(Asked asked, Step step, URI uri, byte[] sent) {
        Target target = step.target();
        Destination to = Destinations.of(target, asked.call().dialect());
        RelayedRequest.Fitted fitted =
                Destinations.isKnown(target) ? RelayedRequest.fitted(sent, to, strict) : RelayedRequest.unchanged(sent);
        Optional<byte[]> telling =
                asked.streamed() && asked.finish().needsUsage() ? ToldUsage.asked(fitted.body()) : Optional.empty();
        Outbound.Way.Relay way = new Outbound.Way.Relay(
                fitted.losses(),
                telling.isPresent() ? AnswerEdits.UsageChunk.IS_TAKEN_OUT : AnswerEdits.UsageChunk.PASSES);
        // some tell their tokens unasked, and refuse to be asked
        byte[] goes = to.has(Quirk.NO_STREAM_OPTIONS) ? fitted.body() : telling.orElse(fitted.body());
        return outbound(asked, step, uri, goes, asked.streamed(), way);
    }

    /** The body of Messages with the host's small changes; the answer passes as it is. */
    private Outbound hosted(Asked asked, RequestScan.Routable scan, Step step) {
        boolean streamed = scan.stream().orElse(false);
        Target target = step.target();
        String path = HostedMessages.VERTEX.path(target.model(), streamed);
        byte[] sent = HostedMessages.VERTEX.body(asked.body(), List.of());
        // the host refuses query parameters that it does not know, such as the beta=true of Anthropic's clients
        return outbound(
                asked, step, Outbound.target(target.provider(), path, ""), sent, streamed, Outbound.Way.Relay.AS_IT_IS);
    }

    private Outbound outbound(Asked asked, Step step, URI uri, byte[] body, boolean streamed, Outbound.Way.Relay way) {
        return new Outbound(
                asked.call(),
                asked.caller(),
                step.target(),
                asked.call().dialect(),
                requests.relayed(asked, step, uri, body, streamed),
                way);
    }
}
