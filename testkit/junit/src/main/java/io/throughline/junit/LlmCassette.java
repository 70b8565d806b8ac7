package io.throughline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Records the model calls of a test in a file and answers them from there ever after: nobody is called, no key is needed.
 *
 * <p>The file is {@code src/test/resources/cassettes/<name>.jsonl}. Where it is not there it is made by the first run that passes, except on a
 * continuous integration server (environment variable {@code CI}): there every call that was not recorded fails the test. The system property
 * {@code throughline.cassettes} says otherwise: {@code record} makes files anew, {@code replay} calls nobody, {@code auto} is the default.
 *
 * <p>A call is known again by its method, its path and its body, apart from fields that tell users and sessions; the same call made several
 * times gets its answers in their order. Streams keep their chunks. Credentials, cookies, organisations' and users' ids are not in the file.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@ExtendWith(LlmExtension.class)
public @interface LlmCassette {
    /** The file's name without its ending, may be below directories. Empty for class and method; on a class, what the methods' names are put below. */
    String value() default "";

    /** Fields of requests whose values differ from run to run, such as {@code messages.*.content}; a {@code *} stands for any name or place. */
    String[] ignoring() default {};
}
