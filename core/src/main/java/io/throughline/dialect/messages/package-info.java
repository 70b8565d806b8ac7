/** Anthropic's Messages and its counting of tokens. */
@NullMarked
package io.throughline.dialect.messages;

import org.jspecify.annotations.NullMarked;
