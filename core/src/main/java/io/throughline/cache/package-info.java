/** Keeps answers, to give them again to the same question. */
@NullMarked
package io.throughline.cache;

import org.jspecify.annotations.NullMarked;
