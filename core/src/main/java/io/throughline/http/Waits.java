package io.throughline.http;

import io.throughline.Attributes;
import java.time.Duration;

/**
 * How long an exchange is waited for, in nanoseconds.
 *
 * @param firstByte until the answer's body begins
 * @param silence from one byte of it to the next
 * @param total in all
 * @param lease for a place in a pool that is full
 */
record Waits(long firstByte, long silence, long total, long lease) {
    static Waits of(Attributes call, Duration lease) {
        return new Waits(
                call.get(ApacheUpstream.FIRST_BYTE)
                        .orElse(ApacheUpstream.DEFAULT_FIRST_BYTE)
                        .toNanos(),
                call.get(ApacheUpstream.SILENCE)
                        .orElse(ApacheUpstream.DEFAULT_SILENCE)
                        .toNanos(),
                call.get(ApacheUpstream.TOTAL).map(Duration::toNanos).orElse(Long.MAX_VALUE),
                lease.toNanos());
    }

    long shortest() {
        return Math.min(Math.min(firstByte, silence), Math.min(total, lease));
    }
}
