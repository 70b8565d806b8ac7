/** A call between two dialects: the client's request as the provider is to get it, the provider's answer as the client is to get it. */
@NullMarked
package io.throughline.translate;

import org.jspecify.annotations.NullMarked;
