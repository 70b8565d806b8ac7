package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.wire.JsonReader;
import io.throughline.wire.RequestScan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads of a client's call what its route depends on. */
final class AskedReader {
    private static final Pattern MODEL = Pattern.compile("[ -~]{1,256}");

    private AskedReader() {}

    /**
     * Reads a call.
     *
     * @throws RefusedException when its body can't be routed
     */
    static Asked read(
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
