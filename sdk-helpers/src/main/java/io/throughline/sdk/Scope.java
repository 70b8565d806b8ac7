package io.throughline.sdk;

import io.throughline.Headers;
import io.throughline.ThroughlineContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whose calls they are and what they belong to, as the headers that say so. Immutable. */
record Scope(Optional<String> agent, Optional<String> trace, Optional<String> thread, Optional<String> user) {
    static final Scope NONE = new Scope(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    /** What a header field can carry as it is. */
    private static final Pattern NAME = Pattern.compile("[!-~]([ -~]{0,253}[!-~])?");

    Scope withAgent(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "agent name: must be 1 to 255 printable ASCII characters, no blank at its ends");
        }
        return new Scope(Optional.of(name), trace, thread, user);
    }

    Scope withTrace(String id) {
        return new Scope(agent, Optional.of(checked("trace", id)), thread, user);
    }

    Scope withThread(String id) {
        return new Scope(agent, trace, Optional.of(checked("thread", id)), user);
    }

    Scope withUser(String id) {
        return new Scope(agent, trace, thread, Optional.of(checked("user", id)));
    }

    /** Returns this with what is said; what is not said stays. */
    Scope in(ThroughlineContext.Captured said) {
        return new Scope(
                agent,
                said.trace().or(() -> trace),
                said.thread().or(() -> thread),
                said.user().or(() -> user));
    }

    /** Returns the header fields of what is known. */
    Headers headers() {
        Headers.Builder headers = Headers.builder();
        agent.ifPresent(name -> headers.add("X-Agent-Name", name));
        trace.ifPresent(id -> headers.add("X-Trace-ID", id));
        thread.ifPresent(id -> headers.add("X-Thread-ID", id));
        user.ifPresent(id -> headers.add("X-External-User-Id", id));
        return headers.build();
    }

    /** An id is taken whole or refused, never cut. */
    private static String checked(String what, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(what + " id: must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
        return id;
    }
}
