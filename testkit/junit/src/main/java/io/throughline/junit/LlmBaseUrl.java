package io.throughline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter, a {@link java.net.URI} or a {@link String}, that gets the address of a server of the test's own: {@code http://127.0.0.1:…} without
 * {@code /v1}. What an application sends there goes through the test's Throughline.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface LlmBaseUrl {}
