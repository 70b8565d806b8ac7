package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.http.ApacheUpstream;
import io.throughline.http.HeaderHygiene;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Router;
import io.throughline.wire.JsonScan;
import io.throughline.wire.JsonSplicer;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes of a client's call the provider's: where it goes, what may pass, whose key it shows. Of the body only the model's name may change. */
final class OutboundWriter {
    private static final Pattern MODEL = Pattern.compile("[ -~]{1,256}");
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(60);
    private static final Duration UNARY_SILENCE = Duration.ofSeconds(600);

    private final Router router;

    OutboundWriter(Router router) {
        this.router = router;
    }

    Outbound write(
            Endpoint.ProviderCall call, byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        if (call instanceof Endpoint.ModelCall modelCall) {
            return modelCall(modelCall, body, caller, inbound, recording);
        }
        Provider provider = router.owner((Endpoint.StoredResponse) call, caller);
        recording.asked(body, Optional.empty(), false);
        recording.routed(call.dialect(), provider.name(), Optional.empty());
        return outbound(call, body, caller, provider, inbound, STREAM_SILENCE);
    }

    private Outbound modelCall(
            Endpoint.ModelCall call, byte[] body, Caller caller, ProxyRequest inbound, Recording recording) {
        JsonScan scan = JsonScan.of(body);
        recording.asked(body, Optional.empty(), false);
        String requested = model(scan);
        boolean streamed = scan.stream();
        recording.asked(body, Optional.of(requested), streamed);
        Target target = router.choose(call, requested, caller);
        recording.routed(call.dialect(), target.provider().name(), Optional.of(target.model()));
        byte[] sent = requested.equals(target.model())
                ? body
                : JsonSplicer.replace(body, scan.modelPlaces(), target.model());
        return outbound(call, sent, caller, target.provider(), inbound, streamed ? STREAM_SILENCE : UNARY_SILENCE);
    }

    private static Outbound outbound(
            Endpoint.ProviderCall call,
            byte[] body,
            Caller caller,
            Provider provider,
            ProxyRequest inbound,
            Duration silence) {
        ProxyRequest request = new ProxyRequest(
                inbound.method(),
                Outbound.target(provider, call, Optional.ofNullable(inbound.target().getRawQuery())),
                HeaderHygiene.outbound(inbound.headers(), provider),
                Body.of(body),
                inbound.attributes().with(ApacheUpstream.SILENCE, silence));
        return new Outbound(call, caller, provider, request);
    }

    private static String model(JsonScan scan) {
        String model = scan.model();
        if (!MODEL.matcher(model).matches()) {
            throw new RefusedException(ModelError.of(
                            ModelError.Kind.INVALID_REQUEST, "model must be 1 to 256 printable ASCII characters")
                    .at("model"));
        }
        return model;
    }
}
