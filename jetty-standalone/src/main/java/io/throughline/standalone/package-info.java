/** The runnable server: the handler on Jetty, and the command line. */
@NullMarked
package io.throughline.standalone;

import org.jspecify.annotations.NullMarked;
