/** What is kept of a call: the one mutable recording while it runs, the immutable record after. */
@NullMarked
package io.throughline.record;

import org.jspecify.annotations.NullMarked;
