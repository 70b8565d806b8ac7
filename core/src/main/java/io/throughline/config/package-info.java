/** The configuration: one YAML tree, read, checked and resolved. */
@NullMarked
package io.throughline.config;

import org.jspecify.annotations.NullMarked;
