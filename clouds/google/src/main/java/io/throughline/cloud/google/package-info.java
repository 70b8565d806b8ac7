/** Access tokens for Google Cloud. */
@NullMarked
package io.throughline.cloud.google;

import org.jspecify.annotations.NullMarked;
