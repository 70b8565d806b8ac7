/** What was said so far, as numbers: equal where two dialects and two clients tell the same history. */
@NullMarked
package io.throughline.thread.history;

import org.jspecify.annotations.NullMarked;
