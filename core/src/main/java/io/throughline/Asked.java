package io.throughline;

import io.throughline.access.Caller;
import io.throughline.route.Endpoint;
import io.throughline.wire.RequestScan;
import java.util.Optional;

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
        return inbound.attributes()
                .get(Cancellation.KEY)
                .map(Cancellation::isCancelled)
                .orElse(false);
    }
}
