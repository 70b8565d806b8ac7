/** Records into a Redis stream. */
@NullMarked
package io.throughline.sink.redis;

import org.jspecify.annotations.NullMarked;
