/** What a call costs: the price book, and the sum of tokens and prices. */
@NullMarked
package io.throughline.price;

import org.jspecify.annotations.NullMarked;
