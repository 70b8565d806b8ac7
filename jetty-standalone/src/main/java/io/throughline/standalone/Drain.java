package io.throughline.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a process that serves. On SIGTERM (and SIGINT) running calls may end within half a minute, and what was recorded is written; then
 * the process ends, with the code that the Java platform gives for the signal: 143, or 130.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Drain() {}

    static void whenTold(StandaloneServer server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.info("Draining");
                            server.close(DEADLINE);
                            LOG.info("Ended");
                        },
                        "throughline-drain"));
    }

    static void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
