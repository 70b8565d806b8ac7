package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.registry.Codecs;
import io.throughline.http.ApacheUpstream;
import io.throughline.http.HeaderHygiene;
import io.throughline.provider.Destinations;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Router;
import io.throughline.translate.Translation;
import io.throughline.wire.JsonSplicer;
import io.throughline.wire.RequestScan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

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
        if (call instanceof Endpoint.ModelCall modelCall) {
            return modelCall(modelCall, body, caller, inbound, recording);
        }
        Provider provider = router.owner((Endpoint.StoredResponse) call, caller);
        recording.asked(body, Optional.empty(), false);
        recording.routed(call.dialect(), provider.name(), Optional.empty());
        return outbound(call, body, caller, provider, inbound, true);
    }

    private Outbound modelCall(
            Endpoint.ModelCall call, byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        recording.asked(body, Optional.empty(), false);
        RequestScan.Routable scan = routable(RequestScan.of(body));
        String requested = named(scan.model());
        boolean streamed = scan.stream().orElse(false);
        recording.asked(body, Optional.of(requested), streamed);
        Target target = router.choose(call, requested, caller);
        String spoken = Destinations.dialect(target, call.dialect());
        recording.routed(spoken, target.provider().name(), Optional.of(target.model()));
        if (!spoken.equals(call.dialect())) {
            return translated(call, body, caller, target, spoken, inbound, recording);
        }
        byte[] sent =
                requested.equals(target.model()) ? body : JsonSplicer.replace(body, scan.modelPlaces(), target.model());
        return outbound(call, sent, caller, target.provider(), inbound, streamed);
    }

    private Outbound translated(
            Endpoint.ModelCall call,
            byte[] body,
            Caller caller,
            Target target,
            String spoken,
            ProxyRequest inbound,
            Recording recording) {
        Translation translation = Translation.of(
                Codecs.named(call.dialect()).orElseThrow(),
                body,
                Codecs.named(spoken).orElseThrow(),
                Destinations.of(target, spoken),
                strict,
                recording.id());
        recording.translated(translation.losses());
        boolean streamed = translation.context().asked().stream();
        ProxyRequest request = new ProxyRequest(
                "POST",
                Outbound.target(target.provider(), translation.written()),
                credentialed(translatedHeaders(inbound, target.provider(), translation), target.provider()),
                translation.written().body(),
                attributes(inbound, target.provider(), streamed));
        return new Outbound(call, caller, target.provider(), request, Optional.of(translation));
    }

    /** What one dialect's clients say to its provider in header fields, no other provider understands. */
    private static Headers translatedHeaders(ProxyRequest inbound, Provider provider, Translation translation) {
        boolean streamed = translation.context().asked().stream();
        Headers.Builder headers = passed(inbound.headers(), provider)
                .keep(name -> !name.startsWith("anthropic-")
                        && !name.startsWith("openai-")
                        && !name.startsWith("content-")
                        && !name.startsWith("accept"))
                .toBuilder();
        headers.set("Content-Type", "application/json");
        headers.set("Accept", streamed ? "*/*" : "application/json");
        headers.set("Accept-Encoding", streamed ? "identity" : "gzip");
        translation.written().headers().forEach(headers::set);
        return headers.build();
    }

    private static Outbound outbound(
            Endpoint.ProviderCall call,
            byte[] body,
            Caller caller,
            Provider provider,
            ProxyRequest inbound,
            boolean streamed) {
        ProxyRequest request = new ProxyRequest(
                inbound.method(),
                Outbound.target(
                        provider, call, Optional.ofNullable(inbound.target().getRawQuery())),
                credentialed(passed(inbound.headers(), provider), provider),
                Body.of(body),
                attributes(inbound, provider, streamed));
        return new Outbound(call, caller, provider, request, Optional.empty());
    }

    /** What may pass, and the provider's key: one of several by its weight. */
    private static Headers credentialed(Headers passed, Provider provider) {
        int all = provider.keys().stream().mapToInt(Provider.Key::weight).sum();
        int drawn = all == 0 ? 0 : ThreadLocalRandom.current().nextInt(all);
        for (Provider.Key key : provider.keys()) {
            drawn -= key.weight();
            if (drawn < 0) {
                return HeaderHygiene.withCredential(passed, provider.auth(), key.secret());
            }
        }
        return passed;
    }

    private static Headers passed(Headers inbound, Provider provider) {
        try {
            return HeaderHygiene.outbound(inbound, provider);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ModelError.of(ModelError.Kind.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    /** A model may think for minutes before a whole answer, and for a minute before the first token of a stream. */
    private static Attributes attributes(ProxyRequest inbound, Provider provider, boolean streamed) {
        Attributes attributes = inbound.attributes().with(ApacheUpstream.PROTOCOL, provider.protocol());
        return streamed
                ? attributes
                : attributes.with(ApacheUpstream.FIRST_BYTE, UNARY_TOTAL).with(ApacheUpstream.TOTAL, UNARY_TOTAL);
    }

    private static RequestScan.Routable routable(RequestScan scan) {
        if (scan instanceof RequestScan.Unroutable wrong) {
            ModelError error = ModelError.of(ModelError.Kind.INVALID_REQUEST, wrong.message());
            throw new RefusedException(wrong.field().map(error::at).orElse(error));
        }
        return (RequestScan.Routable) scan;
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
