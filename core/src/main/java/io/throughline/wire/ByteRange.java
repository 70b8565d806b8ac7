package io.throughline.wire;

/**
 * A place in an array of bytes.
 *
 * @param start the first byte's index
 * @param end the index after the last byte
 */
public record ByteRange(int start, int end) {}
