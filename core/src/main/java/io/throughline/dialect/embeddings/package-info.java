/** OpenAI's Embeddings, and how every kind of provider is asked for embeddings. */
@NullMarked
package io.throughline.dialect.embeddings;

import org.jspecify.annotations.NullMarked;
