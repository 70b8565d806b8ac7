package io.throughline;

import io.throughline.api.ConfigChange;
import io.throughline.api.Meters;
import io.throughline.config.ConfigException;
import io.throughline.config.ConfigProblem;
import io.throughline.config.ConfigSource;
import io.throughline.config.ConfigWatch;
import io.throughline.config.ThroughlineConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The changes of the configuration: takes them, and tells what became of them. Safe for use by many threads. */
final class Reloads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

    private final Function<ThroughlineConfig, List<String>> taker;
    private final List<ConfigWatch> watches = new CopyOnWriteArrayList<>();
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile @Nullable ConfigChange last;

    /**
     * Makes it.
     *
     * @param taker takes a configuration and returns the keys whose change waits for the next start
     */
    Reloads(Function<ThroughlineConfig, List<String>> taker, Meters meters) {
        this.taker = taker;
        String help = "Changes of the configuration";
        meters.counter("throughline.config.changes", help, "config", "taken", taken::sum);
        meters.counter("throughline.config.changes", help, "config", "refused", refused::sum);
        meters.gauge(
                "throughline.config.refused",
                "1 while the configuration's files hold what can't be taken",
                Map.of(),
                () -> last().filter(change -> !change.isTaken()).isPresent() ? 1 : 0);
    }

    /** Takes a configuration. Throws what the taker throws. */
    List<String> take(ThroughlineConfig config) {
        try {
            return accept(config);
        } catch (RuntimeException e) {
            refuse(e);
            throw e;
        }
    }

    ConfigWatch watch(ConfigSource source, Duration pace) {
        ConfigWatch watch = ConfigWatch.start(source, pace, this::accept, this::refuse);
        watches.add(watch);
        return watch;
    }

    Optional<ConfigChange> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public void close() {
        watches.forEach(ConfigWatch::close);
    }

    private List<String> accept(ThroughlineConfig config) {
        List<String> waiting = taker.apply(config);
        taken.increment();
        last = new ConfigChange(Instant.now(), List.of(), waiting);
        config.warnings().forEach(warning -> LOG.warn("{}", warning));
        LOG.info("The changed configuration holds from now on");
        if (!waiting.isEmpty()) {
            LOG.warn("Changes of these keys need a restart: {}", String.join(", ", waiting));
        }
        return waiting;
    }

    private void refuse(RuntimeException cause) {
        List<String> problems = problems(cause);
        refused.increment();
        // what waits was taken before, and goes on waiting
        List<String> waiting = last().map(ConfigChange::waiting).orElse(List.of());
        last = new ConfigChange(Instant.now(), problems, waiting);
        LOG.error("The changed configuration can't be taken; the one before holds:\n{}", String.join("\n", problems));
    }

    private static List<String> problems(RuntimeException cause) {
        return cause instanceof ConfigException wrong
                ? wrong.problems().stream().map(ConfigProblem::toString).toList()
                : List.of(String.valueOf(cause.getMessage()));
    }
}
