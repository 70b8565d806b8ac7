package io.throughline.route;

import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One attempt to be made.
 *
 * @param target where
 * @param key with which of the provider's keys, where it has some
 * @param keyIndex which of them it is
 * @param delay how long to wait before
 */
public record Step(Target target, Optional<Provider.Key> key, OptionalInt keyIndex, Duration delay) {}
