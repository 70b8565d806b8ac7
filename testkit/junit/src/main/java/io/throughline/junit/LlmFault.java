package io.throughline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes the providers of a test fail. It acts between the handler and the provider, or the cassette: tries are counted, so a call that Throughline makes
 * again by itself counts again. Of several faults the first that is due acts.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(LlmFault.All.class)
@ExtendWith(LlmExtension.class)
public @interface LlmFault {
    /** What happens. */
    Kind value();

    /** After how many events a stream is cut or stalls; an answer that is no stream is before its first byte. */
    int afterEvents() default 1;

    /** What a 429 says in {@code Retry-After}, in seconds. */
    int retryAfter() default 1;

    /** How many tries pass first. */
    int skipping() default 0;

    /** How many tries fail then. */
    int times() default Integer.MAX_VALUE;

    /** A way to fail. */
    enum Kind {
        /** The connection breaks amid the answer. */
        CUT,
        /** The answer goes silent, and stays so until the client leaves. */
        STALL,
        /** 429, with {@code Retry-After}. The provider is not called. */
        TOO_MANY_REQUESTS,
        /** 500. The provider is not called. */
        SERVER_ERROR,
        /** There is no connection. */
        NO_CONNECTION
    }

    /** Several faults. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @ExtendWith(LlmExtension.class)
    @interface All {
        /** The faults. */
        LlmFault[] value();
    }
}
