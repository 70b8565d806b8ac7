/** The embedded trace store: one SQLite file a UTC day. */
@NullMarked
package io.throughline.sink.sqlite;

import org.jspecify.annotations.NullMarked;
