/** OpenAI's Chat Completions, as OpenAI and the many providers that copy it speak it. */
@NullMarked
package io.throughline.dialect.chat;

import org.jspecify.annotations.NullMarked;
