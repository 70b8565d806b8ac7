package io.throughline.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One exchange as the {@link ScriptedProvider} saw it. Safe to ask from any thread while it runs. */
public final class ScriptedExchange {
    private final ReceivedRequest request;
    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicInteger framesWritten = new AtomicInteger();
    private final CountDownLatch disconnected = new CountDownLatch(1);
    private final CountDownLatch played = new CountDownLatch(1);

    ScriptedExchange(ReceivedRequest request) {
        this.request = request;
    }

    /** Returns the request that began it. */
    public ReceivedRequest request() {
        return request;
    }

    /** Returns how many bytes of the answer, head and framing included, the socket has taken. */
    public long bytesWritten() {
        return bytesWritten.get();
    }

    /** Returns how many writes the socket has taken whole; the head is the first, the last chunk the last. */
    public int framesWritten() {
        return framesWritten.get();
    }

    /** Waits until the script was played to its end; returns whether it was. */
    public boolean awaitPlayed(Duration atMost) {
        return await(played, atMost);
    }

    /** Waits until the client has closed or reset the connection before the script's end; returns whether it has. */
    public boolean awaitDisconnect(Duration atMost) {
        return await(disconnected, atMost);
    }

    /** Returns whether the client has left before the script's end. */
    public boolean isDisconnected() {
        return disconnected.getCount() == 0;
    }

    void wrote(int bytes) {
        bytesWritten.addAndGet(bytes);
    }

    void wroteFrame() {
        framesWritten.incrementAndGet();
    }

    void wasPlayed() {
        played.countDown();
    }

    void wasLeft() {
        disconnected.countDown();
    }

    private static boolean await(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
