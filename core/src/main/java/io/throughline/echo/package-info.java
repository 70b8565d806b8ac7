/** A simulated provider that needs no key. */
@NullMarked
package io.throughline.echo;

import org.jspecify.annotations.NullMarked;
