/** What the streams of each dialect must look like, whoever writes them. */
@NullMarked
package io.throughline.testkit.grammar;

import org.jspecify.annotations.NullMarked;
