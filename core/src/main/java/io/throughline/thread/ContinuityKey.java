package io.throughline.thread;

/**
 * What a trace is found by: 128 bits of which nobody without the secret can tell what they stand for, or whose they are.
 *
 * @param high the first half
 * @param low the second half
 */
public record ContinuityKey(long high, long low) {}
