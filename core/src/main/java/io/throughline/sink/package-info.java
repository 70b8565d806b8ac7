/** Where records go: bounded queues off the request path, and the sinks behind them. */
@NullMarked
package io.throughline.sink;

import org.jspecify.annotations.NullMarked;
