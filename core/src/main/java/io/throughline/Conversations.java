package io.throughline;

import io.throughline.config.ThroughlineConfig;
import io.throughline.mark.InvisibleSignature;
import io.throughline.mark.KeptSecret;
import io.throughline.sink.SinkSettings;
import io.throughline.thread.ContextSource;
import io.throughline.thread.Continuity;
import io.throughline.thread.ContinuityIndex;
import io.throughline.thread.ContinuityIndexFactory;
import io.throughline.thread.ContinuityKeys;
import io.throughline.thread.MemoryContinuityIndex;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/**
 * What keeps conversations in their traces, made as the configuration says.
 *
 * @param index what was served
 * @param continuity finds a call's trace
 * @param signatures signs answers
 * @param own the secret that was made, once none was configured
 */
record Conversations(
        ContinuityIndex index, Continuity continuity, InvisibleSignature signatures, Optional<Secret> own) {
    /** A turn leaves about four. Three quarters of a power of two, which fills the tables: 24 MB. */
    private static final int MOST_KEYS = 3 << 17;

    /** Opens them. Without a configured secret one is made, and kept where records are. */
    static Conversations open(ThroughlineConfig config) {
        ContinuityIndex memory = new MemoryContinuityIndex(MOST_KEYS, InstantSource.system());
        return of(config, shared(config, memory).orElse(memory), Optional.empty());
    }

    /** Returns the same conversations under other settings. */
    Conversations with(ThroughlineConfig config) {
        return of(config, index, own);
    }

    /** Returns whether several nodes share what they remember. */
    static boolean areShared(ThroughlineConfig config) {
        return redis(config).isPresent() && config.marks().secret().isPresent();
    }

    private static Conversations of(ThroughlineConfig config, ContinuityIndex index, Optional<Secret> own) {
        Optional<Secret> made =
                config.marks().secret().isPresent() ? own : Optional.of(own.orElseGet(() -> made(config)));
        Secret secret = config.marks().secret().or(() -> made).orElseThrow();
        Continuity continuity = new Continuity(
                Continuity.sources(new ContextSource()),
                index,
                ContinuityKeys.of(secret),
                config.marks().memory(),
                List.of(config.marks().stampField()));
        return new Conversations(index, continuity, new InvisibleSignature(secret), made);
    }

    /** Nodes that share Redis and the secret share what they remember. */
    private static Optional<ContinuityIndex> shared(ThroughlineConfig config, ContinuityIndex memory) {
        if (!areShared(config)) {
            return Optional.empty();
        }
        Optional<Secret> redis = redis(config);
        ServiceLoader<ContinuityIndexFactory> factories =
                ServiceLoader.load(ContinuityIndexFactory.class, ContinuityIndexFactory.class.getClassLoader());
        return StreamSupport.stream(factories.spliterator(), false)
                .filter(factory -> factory.opens(redis.orElseThrow()))
                .findFirst()
                .map(factory -> factory.open(redis.orElseThrow(), memory));
    }

    private static Optional<Secret> redis(ThroughlineConfig config) {
        return config.telemetry().sinks().stream()
                .filter(SinkSettings.Redis.class::isInstance)
                .map(sink -> ((SinkSettings.Redis) sink).uri())
                .findFirst();
    }

    private static Secret made(ThroughlineConfig config) {
        return config.telemetry().sinks().stream()
                .filter(SinkSettings.Store.class::isInstance)
                .map(sink -> ((SinkSettings.Store) sink).path())
                .findFirst()
                .map(KeptSecret::in)
                .orElseGet(KeptSecret::ofThisProcess);
    }
}
