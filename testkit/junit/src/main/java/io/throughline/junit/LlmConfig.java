package io.throughline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says how the {@link io.throughline.Throughline} of a test is configured. Without it, it is by {@code throughline.yaml} on the class path, else by the
 * environment. What the file says of {@code telemetry} is left out: a test's records go to its {@link LlmCalls}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@ExtendWith(LlmExtension.class)
public @interface LlmConfig {
    /** A resource on the class path; empty for none. */
    String value() default "";

    /** The configuration itself, as YAML, where no file is named. */
    String yaml() default "";
}
