/** The dialects by name. */
@NullMarked
package io.throughline.dialect.registry;

import org.jspecify.annotations.NullMarked;
