/** Redis: records into a stream, limits and cached answers that nodes share. */
@NullMarked
package io.throughline.sink.redis;

import org.jspecify.annotations.NullMarked;
