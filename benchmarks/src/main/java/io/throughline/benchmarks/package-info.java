/** The load benchmark: the standalone side by side with other proxies. */
@NullMarked
package io.throughline.benchmarks;

import org.jspecify.annotations.NullMarked;
