/** Throughline in an application's own Spring clients: in-process, no further hop. */
@NullMarked
package io.throughline.spring;

import org.jspecify.annotations.NullMarked;
