package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.chat.RelayedRequest;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.dialect.embeddings.EmbeddingTarget;
import io.throughline.dialect.messages.HostedMessages;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.http.ApacheUpstream;
import io.throughline.provider.Destinations;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import io.throughline.provider.VertexModels;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Router;
import io.throughline.translate.EmbeddingTranslation;
import io.throughline.translate.Translation;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonSplicer;
import io.throughline.wire.RequestScan;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes of a client's call the provider's: where it goes, what may pass, whose key it shows. Of the body only the model's name may change. */
final class OutboundWriter {
    private static final Pattern MODEL = Pattern.compile("[ -~]{1,256}");
    private static final Duration UNARY_TOTAL = Duration.ofMinutes(10);

    private final Router router;
    private final boolean strict;

    /**
     * Makes a writer.
     *
     * @param router chooses the target
     * @param strict whether what a target can't take is refused instead of left out
     */
    OutboundWriter(Router router, boolean strict) {
        this.router = router;
        this.strict = strict;
    }

    Outbound write(Endpoint.ProviderCall call, byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        recording.asked(body, Optional.empty(), false);
        if (call instanceof Endpoint.StoredResponse stored) {
            return stored(stored, body, caller, inbound, recording);
        }
        RequestScan.Routable scan = routable(call, body);
        String requested = named(scan.model());
        recording.asked(body, Optional.of(requested), scan.stream().orElse(false));
        Target target = router.choose(call, Addressed.name(requested, inbound), caller);
        Optional<EmbeddingTarget> embedding = Destinations.embeddings(target);
        if (call == Endpoint.ModelCall.EMBEDDINGS && embedding.isPresent()) {
            return embedded(embedding.get(), body, target, caller, inbound, recording);
        }
        String spoken = Destinations.dialect(target, call.dialect());
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        // what another provider signed is marked, and goes back to that one alone: its marks must not reach this one
        boolean marked = call.isConversation() && IssuerTag.mayBeIn(body);
        boolean chat = spoken.equals("openai-chat");
        boolean answersDiffer = chat && RelayedRequest.needsTranslation(body, Destinations.of(target, spoken));
        return spoken.equals(call.dialect()) && !marked && !answersDiffer
                ? relayed(call, body, scan, target, caller, inbound, recording)
                : translated(call, body, spoken, target, caller, inbound, recording);
    }

    private Outbound stored(
            Endpoint.StoredResponse call, byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        Provider provider = router.owner(call, caller);
        recording.routed(call.dialect(), provider.name(), Optional.empty());
        return outbound(
                call, provider, Outbound.target(provider, call.path(), query(inbound)), body, caller, inbound, true);
    }

    private Outbound relayed(
            Endpoint.ProviderCall call,
            byte[] body,
            RequestScan.Routable scan,
            Target target,
            Caller caller,
            ProxyRequest inbound,
            Recording recording) {
        if (VertexModels.isClaude(target)) {
            return hosted(call, body, scan, target, caller, inbound);
        }
        String path = call instanceof Endpoint.GenerateContent generate ? generate.pathOf(target.model()) : call.path();
        byte[] sent = scan.model().equals(target.model())
                ? body
                : JsonSplicer.replace(body, scan.modelPlaces(), target.model());
        if (call.dialect().equals("openai-chat")) {
            RelayedRequest.Fitted fitted = RelayedRequest.fitted(sent, Destinations.of(target, call.dialect()), strict);
            recording.translated(fitted.losses());
            sent = fitted.body();
        }
        return outbound(
                call,
                target.provider(),
                Outbound.target(target.provider(), path, query(inbound)),
                sent,
                caller,
                inbound,
                scan.stream().orElse(false));
    }

    /** The body of Messages with the host's small changes; the answer passes as it is. */
    private static Outbound hosted(
            Endpoint.ProviderCall call,
            byte[] body,
            RequestScan.Routable scan,
            Target target,
            Caller caller,
            ProxyRequest inbound) {
        boolean streamed = scan.stream().orElse(false);
        String path = HostedMessages.VERTEX.path(target.model(), streamed);
        byte[] sent = HostedMessages.VERTEX.body(body, List.of());
        // the host refuses query parameters that it does not know, such as the beta=true of Anthropic's clients
        URI uri = Outbound.target(target.provider(), path, "");
        return outbound(call, target.provider(), uri, sent, caller, inbound, streamed);
    }

    private Outbound translated(
            Endpoint.ProviderCall call,
            byte[] body,
            String spoken,
            Target target,
            Caller caller,
            ProxyRequest inbound,
            Recording recording) {
        Codec client = call instanceof Endpoint.GenerateContent generate
                ? Codecs.generateContent(generate.model(), generate.streamed(), isSse(inbound))
                : Codecs.named(call.dialect()).orElseThrow();
        Codec provider = Codecs.named(spoken).orElseThrow();
        Destination to = Destinations.of(target, spoken);
        Translation written = provider.outbound().isPresent()
                ? Translation.of(client, body, provider, to, strict, recording.id())
                : Translation.hosted(
                        client, body, provider, HostedMessages.BEDROCK, to, betas(inbound), recording.id());
        Translation translation =
                VertexModels.isClaude(target) ? written.on(HostedMessages.VERTEX, target.model()) : written;
        recording.translated(translation.losses());
        boolean streamed = translation.context().asked().stream();
        ProxyRequest request = translatedRequest(translation.written(), target.provider(), inbound, streamed);
        return new Outbound(call, caller, target.provider(), request, new Outbound.Way.Translate(translation));
    }

    private Outbound embedded(
            EmbeddingTarget embedding,
            byte[] body,
            Target target,
            Caller caller,
            ProxyRequest inbound,
            Recording recording) {
        String spoken = embedding.table().dialect();
        EmbeddingTranslation call = EmbeddingTranslation.of(body, embedding, Destinations.of(target, spoken), strict);
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        recording.translated(call.losses());
        List<ProxyRequest> requests = call.parts().stream()
                .map(part -> translatedRequest(part.request(), target.provider(), inbound, false))
                .toList();
        return new Outbound(
                Endpoint.ModelCall.EMBEDDINGS,
                caller,
                target.provider(),
                requests.get(0),
                new Outbound.Way.Embed(call, requests));
    }

    private static ProxyRequest translatedRequest(
            WrittenRequest written, Provider provider, ProxyRequest inbound, boolean streamed) {
        return new ProxyRequest(
                "POST",
                Outbound.target(provider, written),
                OutboundHeaders.translated(inbound.headers(), provider, written, streamed),
                written.body(),
                attributes(inbound, provider, streamed));
    }

    private static Outbound outbound(
            Endpoint.ProviderCall call,
            Provider provider,
            URI target,
            byte[] body,
            Caller caller,
            ProxyRequest inbound,
            boolean streamed) {
        ProxyRequest request = new ProxyRequest(
                inbound.method(),
                target,
                OutboundHeaders.relayed(inbound.headers(), provider),
                Body.of(body),
                attributes(inbound, provider, streamed));
        return new Outbound(call, caller, provider, request, new Outbound.Way.Relay());
    }

    private static List<String> betas(ProxyRequest inbound) {
        return inbound.headers().all("anthropic-beta").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Without what some clients put their key into. */
    private static String query(ProxyRequest inbound) {
        String raw = inbound.target().getRawQuery();
        return raw == null
                ? ""
                : Arrays.stream(raw.split("&"))
                        .filter(parameter -> !parameter.startsWith("key="))
                        .collect(Collectors.joining("&"));
    }

    /** Whether a client of Gemini's wants its stream as server-sent events; else it is one array. */
    private static boolean isSse(ProxyRequest inbound) {
        return Arrays.asList(query(inbound).split("&")).contains("alt=sse");
    }

    /** A model may think for minutes before a whole answer, and for a minute before the first token of a stream. */
    private static Attributes attributes(ProxyRequest inbound, Provider provider, boolean streamed) {
        Attributes attributes = inbound.attributes().with(ApacheUpstream.PROTOCOL, provider.protocol());
        return streamed
                ? attributes
                : attributes.with(ApacheUpstream.FIRST_BYTE, UNARY_TOTAL).with(ApacheUpstream.TOTAL, UNARY_TOTAL);
    }

    private static RequestScan.Routable routable(Endpoint.ProviderCall call, byte[] body) {
        if (call instanceof Endpoint.GenerateContent generate) {
            readable(body);
            return new RequestScan.Routable(
                    generate.model(), List.of(), Optional.of(generate.streamed()), Optional.empty());
        }
        RequestScan scan = RequestScan.of(body);
        if (scan instanceof RequestScan.Unroutable wrong) {
            ModelError error = ModelError.of(ModelError.Kind.INVALID_REQUEST, wrong.message());
            throw new RefusedException(wrong.field().map(error::at).orElse(error));
        }
        return (RequestScan.Routable) scan;
    }

    private static void readable(byte[] body) {
        try (JsonReader in = JsonReader.over(body)) {
            if (!in.isObject()) {
                throw new IOException("no object");
            }
            in.end();
        } catch (IOException e) {
            throw new RefusedException(
                    ModelError.of(ModelError.Kind.INVALID_REQUEST, "The body must be one JSON object"));
        }
    }

    /** A model's name goes into header fields and metrics too. */
    private static String named(String model) {
        if (!MODEL.matcher(model).matches()) {
            throw new RefusedException(
                    ModelError.of(ModelError.Kind.INVALID_REQUEST, "model must be 1 to 256 printable ASCII characters")
                            .at("model"));
        }
        return model;
    }
}
