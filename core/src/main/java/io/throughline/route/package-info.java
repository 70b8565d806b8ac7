/** Which provider and model a call goes to. */
@NullMarked
package io.throughline.route;

import org.jspecify.annotations.NullMarked;
