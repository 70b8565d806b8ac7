/** What tests of a proxy need: a provider that does exactly what it is told. */
@NullMarked
package io.throughline.testkit;

import org.jspecify.annotations.NullMarked;
