package io.throughline.sink.redis;

import io.throughline.sink.Sink;
import io.throughline.sink.SinkFactory;
import io.throughline.sink.SinkSettings;

/** Opens the sink of a Redis stream. */
public final class RedisSinkFactory implements SinkFactory {
    /** Creates the factory, for {@link java.util.ServiceLoader}. */
    public RedisSinkFactory() {}

    @Override
    public boolean opens(SinkSettings settings) {
        return settings instanceof SinkSettings.Redis;
    }

    @Override
    public Sink open(SinkSettings settings) {
        if (settings instanceof SinkSettings.Redis redis) {
            return RedisSink.open(redis);
        }
        throw new IllegalArgumentException(
                "not a Redis stream: " + settings.getClass().getSimpleName());
    }
}
