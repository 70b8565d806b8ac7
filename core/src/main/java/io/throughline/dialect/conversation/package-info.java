/** A request for an answer, apart from any dialect, and what becomes of what a target can't take. */
@NullMarked
package io.throughline.dialect.conversation;

import org.jspecify.annotations.NullMarked;
