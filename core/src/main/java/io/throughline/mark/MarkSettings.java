package io.throughline.mark;

import io.throughline.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * How traces are carried through clients that know nothing of them.
 *
 * @param signatures when answers are signed
 * @param readsWhyOps whether the signatures of WhyOps are read, too
 * @param stamps whether tool calls are stamped without being asked to
 * @param stampField the name of the stamps' field
 * @param secret what signatures are made with; empty for one of this process's own
 * @param memory how long a conversation may pause and still be known
 * @param extras whether answers tell cost, latency and route
 * @param traceparent whether providers are told the span in which they are called
 */
public record MarkSettings(
        Signatures signatures,
        boolean readsWhyOps,
        boolean stamps,
        String stampField,
        Optional<Secret> secret,
        Duration memory,
        boolean extras,
        boolean traceparent) {

    /** When answers are signed. */
    public enum Signatures {
        /** Where a client of elsewhere may come back without a header; not for calls from inside this JVM, which know their context. */
        AUTO,
        /** For calls from inside this JVM, too. */
        ALWAYS,
        /** Never. */
        OFF
    }

    /** What holds where nothing is configured. */
    public static final MarkSettings DEFAULTS = new MarkSettings(
            Signatures.AUTO, false, false, ToolStamp.FIELD, Optional.empty(), Duration.ofHours(24), true, true);

    /** Nothing is added to answers: those of the same dialect pass byte for byte. */
    public static final MarkSettings NONE = new MarkSettings(
            Signatures.OFF, false, false, ToolStamp.FIELD, Optional.empty(), Duration.ofHours(24), false, false);
}
