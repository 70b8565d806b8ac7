package io.throughline;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Inquiry;
import io.throughline.route.Itinerary;
import io.throughline.route.Router;
import io.throughline.route.Routing;
import io.throughline.route.Timekeeper;
import io.throughline.wire.RequestScan;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Asks the router where a call goes: what the client named, and by when it wants the answer.
 *
 * @param router chooses the targets
 * @param routing the aliases, whose names go before all others
 * @param time the clock
 */
record RoutePlanner(Router router, Routing routing, Timekeeper time) {
    private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,7}");
    private static final String TIMEOUT = "X-Throughline-Timeout-Ms";

    /** Plans where a call goes. */
    Itinerary plan(Asked asked, Recording recording) {
        Inquiry inquiry = new Inquiry(
                asked.call(),
                requested(asked),
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

    private String requested(Asked asked) {
        String model = asked.scan().map(RequestScan.Routable::model).orElse("");
        boolean asItIs = model.isEmpty() || routing.aliases().containsKey(model);
        return asItIs ? model : Addressed.name(model, asked.inbound());
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
}
