package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.route.Endpoint;
import io.throughline.wire.RequestScan;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A client's call, read as far as it must be to be routed.
 *
 * @param call what is called
 * @param body the body, decoded
 * @param scan what of it is read; empty where the path says all
 * @param caller who calls
 * @param inbound the request
 * @param finish what the answer gains
 */
@SuppressWarnings("ArrayRecordComponent") // read, not compared
record Asked(
        Endpoint.ProviderCall call,
        byte[] body,
        Optional<RequestScan.Routable> scan,
        Caller caller,
        ProxyRequest inbound,
        Finish finish) {

    boolean streamed() {
        return scan.flatMap(RequestScan.Routable::stream).orElse(false);
    }

    boolean hasLeft() {
        return Cancellation.hasLeft(inbound.attributes());
    }

    /** Returns how the client's conversations are written. */
    Codec codec() {
        return call instanceof Endpoint.GenerateContent generate
                ? Codecs.generateContent(generate.model(), generate.streamed(), isSse())
                : Codecs.named(call.dialect()).orElseThrow();
    }

    /** Returns the client's query without what some clients put their key into. */
    String query() {
        String raw = inbound.target().getRawQuery();
        return raw == null
                ? ""
                : Arrays.stream(raw.split("&"))
                        .filter(parameter -> !parameter.startsWith("key="))
                        .collect(Collectors.joining("&"));
    }

    /** Whether a client of Gemini's wants its stream as server-sent events; else it is one array. */
    private boolean isSse() {
        return Arrays.asList(query().split("&")).contains("alt=sse");
    }
}
