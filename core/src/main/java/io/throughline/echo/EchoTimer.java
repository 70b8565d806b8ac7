package io.throughline.echo;

/** The clock and the alarm that answers are paced by. Safe for use by many threads. */
interface EchoTimer {
    /** Returns nanoseconds that only go forward. */
    long now();

    /**
     * Runs {@code task} once, later, on a thread of the timer.
     *
     * @return what calls it off; idempotent
     * @throws java.util.concurrent.RejectedExecutionException once the timer is closed
     */
    Runnable after(long nanos, Runnable task);
}
