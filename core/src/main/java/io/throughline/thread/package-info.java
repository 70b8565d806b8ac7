/** Which trace a call belongs to. */
@NullMarked
package io.throughline.thread;

import org.jspecify.annotations.NullMarked;
