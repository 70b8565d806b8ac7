package io.throughline;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of wrong use of what a mount puts into an application's client: each kind once for each host, in words that say what to do. It never fails a
 * call. Safe for use by many threads.
 */
public final class Advice {
    private static final Logger LOG = LoggerFactory.getLogger(Advice.class);
    private static final String HANDLED = "io.throughline.handled";
    private static final String CALL_ID = "X-Throughline-Call-Id";
    private static final int MOST_TOLD = 100;

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final String who;

    /**
     * Makes an adviser, which tells at once where no provider is configured.
     *
     * @param who the mount, as its users call it
     * @param throughline the mount's handler
     */
    public Advice(String who, Throughline throughline) {
        this.who = who;
        if (!throughline.hasProviders()) {
            LOG.warn(
                    "{} has nothing to do: no provider is configured. Name one under providers in throughline.yaml"
                            + " (throughline.providers.* in Spring), or set its key in the environment, such as OPENAI_API_KEY",
                    who);
        }
    }

    /** Notes that a call is handled now. Returns false where another handler of the same client has it already. */
    public boolean isFirst(Map<String, Object> attributes, URI target) {
        if (attributes.putIfAbsent(HANDLED, who) == null) {
            return true;
        }
        isSecond(target);
        return false;
    }

    /** Notes that a call came to this handler which another one of the same client has already. */
    public void isSecond(URI target) {
        tell(
                "second " + target.getHost(),
                "Two of Throughline's handlers are on one client that calls {}; the second lets its calls pass."
                        + " Take out one: with Spring Boot the builders have theirs already",
                target.getHost());
    }

    /** Notes that a call is handled no more. */
    public void isOver(Map<String, Object> attributes) {
        attributes.remove(HANDLED);
    }

    /** Returns the name of the attribute that marks a call as handled. */
    public static String mark() {
        return HANDLED;
    }

    /** Notes the call id that stands on an answer which came from outside. */
    public void cameWith(Optional<String> callId, URI target) {
        if (callId.isPresent()) {
            tell(
                    "proxied " + target.getHost(),
                    "A client with {} calls {}, which is a Throughline already: each call is handled twice, or here for"
                            + " nothing. Take the interceptor off this client, or point it at the provider",
                    who,
                    target.getHost() + (target.getPort() < 0 ? "" : ":" + target.getPort()));
        }
    }

    /** Returns the name of the field that a Throughline's answers bear. */
    public static String callIdField() {
        return CALL_ID;
    }

    private void tell(String what, String message, Object... values) {
        if (told.size() < MOST_TOLD && told.add(what)) {
            LOG.warn(message, values);
        }
    }
}
