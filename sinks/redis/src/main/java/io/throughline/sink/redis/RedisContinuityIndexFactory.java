package io.throughline.sink.redis;

import io.throughline.Secret;
import io.throughline.thread.ContinuityIndex;
import io.throughline.thread.ContinuityIndexFactory;

/** Opens the index that nodes share in Redis. */
public final class RedisContinuityIndexFactory implements ContinuityIndexFactory {
    /** Creates the factory, for {@link java.util.ServiceLoader}. */
    public RedisContinuityIndexFactory() {}

    @Override
    public boolean opens(Secret uri) {
        return uri.reveal().startsWith("redis");
    }

    @Override
    public ContinuityIndex open(Secret uri, ContinuityIndex memory) {
        return RedisContinuityIndex.open(uri, memory);
    }
}
