/** OpenAI's Responses. */
@NullMarked
package io.throughline.dialect.responses;

import org.jspecify.annotations.NullMarked;
