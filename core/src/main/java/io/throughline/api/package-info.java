/** What Throughline answers itself: health, counters, models, and what was recorded. */
@NullMarked
package io.throughline.api;

import org.jspecify.annotations.NullMarked;
