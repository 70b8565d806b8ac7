/**
 * A simulated provider that needs no key and no network: {@link io.throughline.echo.EchoUpstream} answers in every dialect, at a set pace,
 * the same for the same request.
 *
 * <p>A request is read by its {@code EchoDialect} into an {@code EchoRequest}, composed into an {@code EchoScript} that knows no dialect,
 * and written by the dialect's {@code AnswerWriter}: step by step through a {@code PacedPublisher}, or as a whole.
 */
@NullMarked
package io.throughline.echo;

import org.jspecify.annotations.NullMarked;
