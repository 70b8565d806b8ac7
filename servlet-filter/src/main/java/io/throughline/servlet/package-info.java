/** The handler as a Jakarta servlet filter: {@link io.throughline.servlet.ThroughlineFilter}. */
@NullMarked
package io.throughline.servlet;

import org.jspecify.annotations.NullMarked;
