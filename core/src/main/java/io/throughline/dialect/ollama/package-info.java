/** Ollama's own chat, as providers speak it. */
@NullMarked
package io.throughline.dialect.ollama;

import org.jspecify.annotations.NullMarked;
