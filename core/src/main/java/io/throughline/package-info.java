/**
 * The contract between mounts, the handler and transports: a request, a response, a body in one of three shapes, and the one object a
 * mount needs, {@link io.throughline.Throughline}.
 */
@NullMarked
package io.throughline;

import org.jspecify.annotations.NullMarked;
