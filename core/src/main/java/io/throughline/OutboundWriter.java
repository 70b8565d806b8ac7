package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.chat.RelayedRequest;
import io.throughline.dialect.chat.ToldUsage;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.dialect.embeddings.EmbeddingTarget;
import io.throughline.dialect.messages.HostedMessages;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.http.ApacheUpstream;
import io.throughline.mark.AnswerEdits;
import io.throughline.provider.Destinations;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import io.throughline.provider.VertexModels;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Inquiry;
import io.throughline.route.Itinerary;
import io.throughline.route.Router;
import io.throughline.route.Routing;
import io.throughline.route.Step;
import io.throughline.route.Timekeeper;
import io.throughline.route.Timeouts;
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
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes of a client's call the provider's: where it goes, what may pass, whose key it shows. Of the body only the model's name may change. */
final class OutboundWriter {
    private static final Pattern MODEL = Pattern.compile("[ -~]{1,256}");
    private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,7}");
    private static final String TIMEOUT = "X-Throughline-Timeout-Ms";

    private final Router router;
    private final Routing routing;
    private final Timekeeper time;
    private final boolean strict;
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
        this.router = router;
        this.routing = routing;
        this.time = time;
        this.strict = strict;
        this.traced = traced;
    }

    /** Reads of a call what its route depends on. */
    Asked read(
            Endpoint.ProviderCall call,
            Joining.Joined joined,
            Caller caller,
            ProxyRequest inbound,
            Recording recording) {
        byte[] body = joined.body();
        recording.asked(body, Optional.empty(), false);
        if (call instanceof Endpoint.StoredResponse) {
            return new Asked(call, body, Optional.empty(), caller, inbound, joined.finish());
        }
        RequestScan.Routable scan = routable(call, body);
        recording.asked(body, Optional.of(named(scan.model())), scan.stream().orElse(false));
        recording.scanned();
        return new Asked(call, body, Optional.of(scan), caller, inbound, joined.finish());
    }

    /** Plans where a call goes. */
    Itinerary plan(Asked asked, Recording recording) {
        String requested = asked.scan().map(RequestScan.Routable::model).orElse("");
        boolean asItIs = requested.isEmpty() || routing.aliases().containsKey(requested);
        Inquiry inquiry = new Inquiry(
                asked.call(),
                asItIs ? requested : Addressed.name(requested, asked.inbound()),
                asked.caller(),
                asked.body(),
                recording.tags(),
                recording.ids().threadId(),
                asked.streamed(),
                deadline(asked.inbound(), recording));
        if (asked.call() instanceof Endpoint.StoredResponse stored) {
            return router.plan(stored, inquiry);
        }
        Itinerary itinerary = router.plan(inquiry);
        itinerary.choice().alias().ifPresent(alias -> recording.routedBy(alias.name()));
        return itinerary;
    }

    private OptionalLong deadline(ProxyRequest inbound, Recording recording) {
        Optional<String> header = inbound.headers().first(TIMEOUT);
        if (header.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!MILLIS.matcher(header.get().strip()).matches()) {
            throw new RefusedException(ModelError.of(
                            ModelError.Kind.INVALID_REQUEST, TIMEOUT + " must be a whole number from 1 to 99999999")
                    .at(TIMEOUT));
        }
        Duration left = Duration.ofMillis(Long.parseLong(header.get().strip())).minus(recording.age());
        return OptionalLong.of(time.nanos() + left.toNanos());
    }

    /**
     * Writes a call for one target.
     *
     * @throws RefusedException when the target can't take it
     */
    Outbound write(Asked asked, Step step, Recording recording) {
        Outbound written = written(asked, step, recording);
        return placed(written, recording);
    }

    private Outbound placed(Outbound written, Recording recording) {
        return traced ? written.within(recording.span()) : written;
    }

    private Outbound written(Asked asked, Step step, Recording recording) {
        Target target = step.target();
        if (asked.call() instanceof Endpoint.StoredResponse stored) {
            recording.routed(stored.dialect(), target.provider().name(), Optional.empty());
            URI uri = Outbound.target(target.provider(), stored.path(), query(asked.inbound()));
            return outbound(asked, step, uri, asked.body(), true, Outbound.Way.Relay.AS_IT_IS);
        }
        RequestScan.Routable scan = asked.scan().orElseThrow();
        Optional<EmbeddingTarget> embedding = Destinations.embeddings(target);
        if (asked.call() == Endpoint.ModelCall.EMBEDDINGS && embedding.isPresent()) {
            return embedded(embedding.get(), asked, step, recording);
        }
        String spoken = Destinations.dialect(target, asked.call().dialect());
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        // what another provider signed is marked, and goes back to that one alone: its marks must not reach this one
        boolean marked = asked.call().isConversation() && IssuerTag.mayBeIn(asked.body());
        boolean answersDiffer = spoken.equals("openai-chat")
                && Destinations.isKnown(target)
                && RelayedRequest.needsTranslation(asked.body(), Destinations.of(target, spoken));
        return spoken.equals(asked.call().dialect()) && !marked && !answersDiffer
                ? relayed(asked, scan, step)
                : translated(asked, spoken, step, recording);
    }

    private Outbound relayed(Asked asked, RequestScan.Routable scan, Step step) {
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
        URI uri = Outbound.target(target.provider(), path, query(asked.inbound()));
        if (asked.call() != Endpoint.ModelCall.CHAT) {
            return outbound(asked, step, uri, sent, asked.streamed(), Outbound.Way.Relay.AS_IT_IS);
        }
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

    private Outbound translated(Asked asked, String spoken, Step step, Recording recording) {
        Target target = step.target();
        ProxyRequest inbound = asked.inbound();
        Codec client = clientCodec(asked);
        Codec provider = Codecs.named(spoken).orElseThrow();
        Destination to = Destinations.of(target, spoken);
        byte[] body = asked.body();
        Translation written = provider.outbound().isPresent()
                ? Translation.of(client, body, provider, to, strict, recording.id())
                : Translation.hosted(
                        client, body, provider, HostedMessages.BEDROCK, to, betas(inbound), recording.id());
        Translation translation =
                VertexModels.isClaude(target) ? written.on(HostedMessages.VERTEX, target.model()) : written;
        boolean streamed = translation.context().asked().stream();
        ProxyRequest request = translatedRequest(translation.written(), step, inbound, streamed);
        return new Outbound(
                asked.call(), asked.caller(), target, spoken, request, new Outbound.Way.Translate(translation));
    }

    /**
     * Writes for a target the request to go on with a text.
     *
     * @throws RefusedException when the target can't take it
     */
    Outbound onward(Asked asked, String text, Step step, Recording recording) {
        Target target = step.target();
        String spoken = Destinations.dialect(target, asked.call().dialect());
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        Codec provider = Codecs.named(spoken)
                .filter(codec -> codec.outbound().isPresent())
                .orElseThrow(() -> new RefusedException(
                        ModelError.of(ModelError.Kind.INVALID_REQUEST, target.id() + " can't be asked to go on")));
        boolean prefilled = Onward.isPrefilled(target, spoken);
        Translation written = Translation.of(
                clientCodec(asked),
                asked.body(),
                conversation -> Onward.from(conversation, text, prefilled),
                provider,
                Destinations.of(target, spoken),
                false,
                recording.id());
        Translation call = VertexModels.isClaude(target) ? written.on(HostedMessages.VERTEX, target.model()) : written;
        ProxyRequest request = translatedRequest(call.written(), step, asked.inbound(), true);
        return placed(
                new Outbound(asked.call(), asked.caller(), target, spoken, request, new Outbound.Way.Translate(call)),
                recording);
    }

    /** Returns how an answer is written here with which another target may go on; empty where none may. */
    Optional<Translation> continuable(Asked asked, Outbound outbound, Recording recording) {
        Optional<Codec> provider = Codecs.named(outbound.spoken());
        if (!asked.call().isConversation() || !asked.streamed() || provider.isEmpty()) {
            return Optional.empty();
        }
        try {
            Translation call = outbound.way() instanceof Outbound.Way.Translate translate
                    ? translate.call()
                    : Translation.of(
                            clientCodec(asked),
                            asked.body(),
                            provider.get(),
                            Destinations.of(outbound.target(), outbound.spoken()),
                            false,
                            recording.id());
            return Optional.of(call).filter(it -> Onward.isPossible(it.context().asked()));
        } catch (RefusedException e) {
            return Optional.empty(); // it passes as it is
        }
    }

    private Outbound embedded(EmbeddingTarget embedding, Asked asked, Step step, Recording recording) {
        String spoken = embedding.table().dialect();
        Target target = step.target();
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        EmbeddingTranslation call =
                EmbeddingTranslation.of(asked.body(), embedding, Destinations.of(target, spoken), strict);
        List<ProxyRequest> requests = call.parts().stream()
                .map(part -> translatedRequest(part.request(), step, asked.inbound(), false))
                .toList();
        return new Outbound(
                Endpoint.ModelCall.EMBEDDINGS,
                asked.caller(),
                target,
                spoken,
                requests.get(0),
                new Outbound.Way.Embed(call, requests, new AtomicReference<>()));
    }

    private ProxyRequest translatedRequest(WrittenRequest written, Step step, ProxyRequest inbound, boolean streamed) {
        Provider provider = step.target().provider();
        return new ProxyRequest(
                "POST",
                Outbound.target(provider, written),
                OutboundHeaders.translated(inbound.headers(), provider, step.key(), written, streamed),
                written.body(),
                attributes(inbound, provider, streamed));
    }

    private Outbound outbound(Asked asked, Step step, URI uri, byte[] body, boolean streamed, Outbound.Way.Relay way) {
        ProxyRequest inbound = asked.inbound();
        Provider provider = step.target().provider();
        Headers headers = OutboundHeaders.relayed(inbound.headers(), provider, step.key());
        ProxyRequest request = new ProxyRequest(
                inbound.method(),
                uri,
                asked.finish().isDue() ? headers.with("Accept-Encoding", "identity") : headers,
                Body.of(body),
                attributes(inbound, provider, streamed));
        String spoken = asked.call() instanceof Endpoint.StoredResponse
                ? asked.call().dialect()
                : Destinations.dialect(step.target(), asked.call().dialect());
        return new Outbound(asked.call(), asked.caller(), step.target(), spoken, request, way);
    }

    /** Returns how the client's conversations are written. */
    static Codec clientCodec(Asked asked) {
        return asked.call() instanceof Endpoint.GenerateContent generate
                ? Codecs.generateContent(generate.model(), generate.streamed(), isSse(asked.inbound()))
                : Codecs.named(asked.call().dialect()).orElseThrow();
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
    private Attributes attributes(ProxyRequest inbound, Provider provider, boolean streamed) {
        Timeouts timeouts = routing.timeouts(provider);
        Attributes attributes = inbound.attributes()
                .with(ApacheUpstream.PROTOCOL, provider.protocol())
                .with(ApacheUpstream.SILENCE, timeouts.betweenTokens())
                .with(ApacheUpstream.FIRST_BYTE, streamed ? timeouts.firstToken() : timeouts.total());
        Optional<Duration> total = timeouts.total(streamed);
        return total.isPresent() ? attributes.with(ApacheUpstream.TOTAL, total.get()) : attributes;
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
