package io.throughline.cloud.google;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that wait for credentials in the callers' stead. They end when there is nothing to sign, and keep no process alive. */
final class SigningThreads {
    private static final int MOST = 4;
    private static final int IDLE_SECONDS = 30;

    private SigningThreads() {}

    static Executor daemons() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "throughline-google-signing");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
