/** Who calls, and what they may. */
@NullMarked
package io.throughline.access;

import org.jspecify.annotations.NullMarked;
