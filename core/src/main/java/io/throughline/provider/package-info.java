/** The providers: where each is, what it speaks, how it is told who calls. */
@NullMarked
package io.throughline.provider;

import org.jspecify.annotations.NullMarked;
