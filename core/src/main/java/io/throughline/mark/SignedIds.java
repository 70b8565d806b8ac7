package io.throughline.mark;

/**
 * The ids that a signature carries.
 *
 * @param traceId the trace
 * @param threadId the thread; the same as the trace where nobody named another
 */
public record SignedIds(String traceId, String threadId) {}
