package io.throughline.config;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a configuration's files have changed, and reads them then. On a daemon thread of its own, since file systems block; by looking at what
 * the files hold, since links that are swapped, network file systems and containers' mounts tell of no changes. A change is taken when two looks running
 * have seen the same: an editor may be at it.
 */
public final class ConfigWatch implements AutoCloseable {
    /** How often the files are looked at. */
    public static final Duration PACE = Duration.ofSeconds(1);

    private final ConfigSource source;
    private final Consumer<ThroughlineConfig> taker;
    private final Consumer<RuntimeException> refuser;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "throughline-config");
        thread.setDaemon(true);
        return thread;
    });
    private String taken;
    private @Nullable String changed;

    /**
     * Makes a watch that looks when it is told to.
     *
     * @param source the configuration, as it was read last
     * @param taker takes one that was read; may throw where it can't
     * @param refuser is told why one was not taken
     */
    ConfigWatch(ConfigSource source, Consumer<ThroughlineConfig> taker, Consumer<RuntimeException> refuser) {
        this.source = source;
        this.taker = taker;
        this.refuser = refuser;
        this.taken = source.settled();
    }

    /**
     * Starts a watch.
     *
     * @param source the configuration, as it was read last
     * @param pace how often to look
     * @param taker takes one that was read; may throw where it can't
     * @param refuser is told why one was not taken
     */
    public static ConfigWatch start(
            ConfigSource source, Duration pace, Consumer<ThroughlineConfig> taker, Consumer<RuntimeException> refuser) {
        ConfigWatch watch = new ConfigWatch(source, taker, refuser);
        watch.timer.scheduleWithFixedDelay(watch::look, pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Reads the files now, whether they have changed or not. */
    public synchronized void reload() {
        changed = null;
        try {
            taker.accept(source.load());
        } catch (RuntimeException e) {
            refuser.accept(e);
        } finally {
            taken = source.settled();
        }
    }

    /** Looks once. */
    synchronized void look() {
        String state = source.state();
        if (state.equals(taken)) {
            changed = null;
        } else if (state.equals(changed)) {
            reload();
        } else {
            changed = state;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
