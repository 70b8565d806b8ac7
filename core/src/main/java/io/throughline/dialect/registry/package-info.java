/** The dialects by name. Apart from {@code io.throughline.dialect}, so that the model does not depend on those who implement it. */
@NullMarked
package io.throughline.dialect.registry;

import org.jspecify.annotations.NullMarked;
