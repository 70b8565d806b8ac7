/** What providers speak, and the canonical form of what they say. Pure: bytes in, values out; no I/O, no threads. */
@NullMarked
package io.throughline.dialect;

import org.jspecify.annotations.NullMarked;
