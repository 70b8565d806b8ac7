package io.throughline.sink.redis;

import io.throughline.Secret;
import io.throughline.access.Limits;
import io.throughline.access.LimitsFactory;
import java.time.Duration;

/** Opens counts in Redis. */
public final class RedisLimitsFactory implements LimitsFactory {
    /** Creates the factory, for {@link java.util.ServiceLoader}. */
    public RedisLimitsFactory() {}

    @Override
    public Limits open(Secret uri, Duration lease) {
        return RedisLimits.open(uri, lease);
    }
}
