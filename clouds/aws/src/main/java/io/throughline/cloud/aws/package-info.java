/** Signatures for Amazon Web Services. */
@NullMarked
package io.throughline.cloud.aws;

import org.jspecify.annotations.NullMarked;
