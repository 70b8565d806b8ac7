package io.throughline.access;

import java.time.Duration;

/**
 * How one limit stands.
 *
 * @param limit how much there is in all
 * @param remaining how much of it is left, 0 or more
 * @param reset in which time all of it is there again
 */
public record Gauge(long limit, long remaining, Duration reset) {}
