/** What Throughline adds to answers and takes out of requests: signatures, stamps, extras. Bytes in, bytes out. */
@NullMarked
package io.throughline.mark;

import org.jspecify.annotations.NullMarked;
