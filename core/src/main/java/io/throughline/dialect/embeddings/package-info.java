/** OpenAI's Embeddings. */
@NullMarked
package io.throughline.dialect.embeddings;

import org.jspecify.annotations.NullMarked;
