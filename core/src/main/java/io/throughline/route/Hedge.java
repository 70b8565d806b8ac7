package io.throughline.route;

import java.time.Duration;
import java.util.Optional;

/**
 * When a target that is slow to answer gets another beside it.
 *
 * @param after how long it is waited for; where it is empty, as long as 95 of 100 of the target's last calls took
 * @param most how many more targets one call may ask in this way
 */
public record Hedge(Optional<Duration> after, int most) {}
