package io.throughline;

import io.throughline.ThroughlineContext.Captured;
import io.throughline.access.Admission;
import io.throughline.access.Authenticator;
import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.Labels;
import io.throughline.record.Recording;
import io.throughline.thread.CallingContext;
import io.throughline.thread.TraceIds;
import io.throughline.wire.BodyCollector;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.Seconds;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Where a call comes in: who it is, which trace it is in, whether there is room for it, and its whole body. */
final class Entrance {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");

    private static final int REQUEST_TIMEOUT = 408;

    private final Authenticator authenticator;
    private final Admission admission;
    private final ByteBudget bodies;
    private final long maxRequestBytes;
    private final BodyCollector.Patience patience;

    Entrance(
            Authenticator authenticator,
            Admission admission,
            ByteBudget bodies,
            long maxRequestBytes,
            BodyCollector.Patience patience) {
        this.authenticator = authenticator;
        this.admission = admission;
        this.bodies = bodies;
        this.maxRequestBytes = maxRequestBytes;
        this.patience = patience;
    }

    /** Lets a call in, for as long as its recording runs. */
    Caller admit(ProxyRequest inbound, Recording recording) {
        Headers headers = inbound.headers();
        Optional<ModelError> malformed = TraceIds.malformed(headers);
        Optional<Captured> context = CallingContext.of(inbound.attributes());
        if (malformed.isEmpty()) {
            recording.joined(TraceIds.of(headers, context));
        }
        Caller caller = authenticated(inbound, "llm");
        if (malformed.isPresent()) {
            recording.from(caller, Optional.empty(), Optional.empty(), Labels.none());
            throw new RefusedException(malformed.get());
        }
        Optional<String> user = headers.first("x-external-user-id").or(() -> context.flatMap(Captured::user));
        recording.from(caller, agent(headers), user, Labels.in(headers));
        if (unkept(headers, caller)) {
            recording.unkept();
        }
        if (!admission.enter()) {
            throw new RefusedException(
                    ModelError.of(ModelError.Kind.OVERLOADED, "Too many calls are under way; try again shortly"));
        }
        recording.onEnd(admission::leave);
        return caller;
    }

    /** Finds who calls, and that they may do what needs {@code scope}. */
    Caller authenticated(ProxyRequest inbound, String scope) {
        Caller caller = inbound.attributes().get(Caller.KEY).orElseGet(() -> shown(inbound));
        if (!caller.may(scope)) {
            throw new RefusedException(ModelError.of(ModelError.Kind.PERMISSION, "This key lacks the scope " + scope));
        }
        return caller;
    }

    private Caller shown(ProxyRequest inbound) {
        Authenticator.Result result = authenticator.authenticate(
                inbound.headers(), inbound.attributes().get(Peer.KEY));
        if (result instanceof Authenticator.Denied denied) {
            throw new RefusedException(denied.error());
        }
        return ((Authenticator.Admitted) result).caller();
    }

    /** Reads the body whole, as far as the limit lets it. The bytes are held until the recording's end. */
    CompletionStage<byte[]> body(ProxyRequest inbound, Recording recording) {
        return BodyCollector.collect(inbound.body(), maxRequestBytes, bodies, patience)
                .thenApply(result -> {
                    if (result instanceof BodyCollector.Whole whole) {
                        int held = whole.bytes().length;
                        recording.onEnd(() -> bodies.give(held));
                        return RequestCoding.decoded(whole.bytes(), inbound.headers(), maxRequestBytes);
                    }
                    throw new RefusedException(problem(result));
                });
    }

    /** Reads the body of what is no call: it is not held. */
    CompletionStage<byte[]> glance(ProxyRequest inbound) {
        return BodyCollector.collect(inbound.body(), maxRequestBytes, bodies, patience)
                .thenApply(result -> {
                    if (result instanceof BodyCollector.Whole whole) {
                        bodies.give(whole.bytes().length);
                        return RequestCoding.decoded(whole.bytes(), inbound.headers(), maxRequestBytes);
                    }
                    throw new RefusedException(problem(result));
                });
    }

    private static ModelError problem(BodyCollector.Result result) {
        if (result instanceof BodyCollector.TooLarge tooLarge) {
            return ModelError.of(
                    ModelError.Kind.TOO_LARGE, "The request is larger than " + tooLarge.limit() + " bytes");
        }
        if (result instanceof BodyCollector.NoRoom) {
            return ModelError.of(
                    ModelError.Kind.OVERLOADED, "Too many large requests are under way; try again shortly");
        }
        if (result instanceof BodyCollector.Silent silent) {
            return ModelError.of(
                            ModelError.Kind.INVALID_REQUEST,
                            "Nothing came of the rest of the request's body for " + Seconds.of(silent.time()))
                    .with(REQUEST_TIMEOUT);
        }
        return ModelError.of(ModelError.Kind.INVALID_REQUEST, "The request's body broke off");
    }

    private static Optional<String> agent(Headers headers) {
        Optional<String> name = headers.first("x-agent-name");
        if (name.isPresent() && !isAgent(name.get())) {
            throw refusal("X-Agent-Name", "must be 1 to 255 characters, none of them a control character");
        }
        return name;
    }

    static boolean isAgent(String name) {
        return NAME.matcher(name).matches();
    }

    private static boolean unkept(Headers headers, Caller caller) {
        boolean wanted = headers.first("x-throughline-no-trace")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        if (wanted && !caller.may("no-trace")) {
            throw new RefusedException(ModelError.of(
                    ModelError.Kind.PERMISSION, "X-Throughline-No-Trace needs a key with the scope no-trace"));
        }
        return wanted;
    }

    private static RefusedException refusal(String header, String problem) {
        return new RefusedException(ModelError.of(ModelError.Kind.INVALID_REQUEST, header + " " + problem)
                .at(header));
    }
}
