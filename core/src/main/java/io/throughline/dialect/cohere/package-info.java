/** Cohere's Chat, version 2, as providers speak it. */
@NullMarked
package io.throughline.dialect.cohere;

import org.jspecify.annotations.NullMarked;
