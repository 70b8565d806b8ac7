package io.throughline.standalone;

import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty's threads. When an answer is written, Jetty has a thread of its pool look for the connection's next request; here the thread that wrote the
 * last byte does so itself, since no handler blocks: a hand-over less for each call, which was a tenth of what one cost.
 */
final class ServerThreads extends QueuedThreadPool {
    /** None of them blocks, so few are enough: with ten thousand streams on one core, the process had 46 threads in all. */
    private static final int MOST = 16;

    private static final int LEAST = 4;

    private static final int KEPT_MILLISECONDS = 60_000;

    /** With the JDK's queue: Jetty's own asks JMX for the size of a cache line, and so has all of JMX set up at the start. */
    ServerThreads() {
        super(MOST, LEAST, KEPT_MILLISECONDS, new LinkedBlockingQueue<>());
        setName("throughline-jetty");
    }

    @Override
    public void execute(Runnable task) {
        if (task instanceof Connection) {
            task.run();
        } else {
            super.execute(task);
        }
    }
}
