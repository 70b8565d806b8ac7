package io.throughline.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sinks whose libraries are there. */
final class SinkFactories {
    private static final Logger LOG = LoggerFactory.getLogger(SinkFactories.class);

    private final List<SinkFactory> factories;

    private SinkFactories(List<SinkFactory> factories) {
        this.factories = factories;
    }

    /** Looks beside this library first, then where the calling thread looks: the two differ in a servlet container. */
    static SinkFactories load() {
        List<SinkFactory> found = new ArrayList<>();
        addFrom(ServiceLoader.load(SinkFactory.class, SinkFactory.class.getClassLoader()), found);
        addFrom(ServiceLoader.load(SinkFactory.class), found);
        return new SinkFactories(found);
    }

    private static void addFrom(ServiceLoader<SinkFactory> loader, List<SinkFactory> found) {
        for (ServiceLoader.Provider<SinkFactory> provider : loader.stream().toList()) {
            try {
                found.add(provider.get());
            } catch (ServiceConfigurationError e) {
                LOG.warn("A sink's factory can't be used: {}", provider.type().getName());
            }
        }
    }

    Sink open(SinkSettings settings) {
        for (SinkFactory factory : factories) {
            if (factory.opens(settings)) {
                return factory.open(settings);
            }
        }
        throw new IllegalStateException(missing(settings));
    }

    private static String missing(SinkSettings settings) {
        if (settings instanceof SinkSettings.Store) {
            return missing("telemetry.store", "throughline-sink-sqlite");
        } else if (settings instanceof SinkSettings.Redis) {
            return missing("telemetry.redis", "throughline-sink-redis");
        }
        return "There is no sink for " + settings.getClass().getSimpleName();
    }

    private static String missing(String key, String artifact) {
        return key + " is configured, but its library is not there: add io.throughline:" + artifact
                + " to the class path";
    }
}
