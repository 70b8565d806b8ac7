/**
 * Model calls in an application's tests: {@link io.throughline.junit.LlmCassette} records them once and replays them, {@link
 * io.throughline.junit.LlmFault} breaks them, {@link io.throughline.junit.LlmAssertions} says what they must have been.
 */
@NullMarked
package io.throughline.junit;

import org.jspecify.annotations.NullMarked;
