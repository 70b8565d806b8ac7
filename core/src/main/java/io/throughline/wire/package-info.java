/** Readers and writers of bytes that know no provider: server-sent events, content codings, JSON places. */
@NullMarked
package io.throughline.wire;

import org.jspecify.annotations.NullMarked;
