package io.throughline.sink.sqlite;

import io.throughline.sink.Sink;
import io.throughline.sink.SinkFactory;
import io.throughline.sink.SinkSettings;

/** Opens the embedded store. */
public final class SqliteSinkFactory implements SinkFactory {
    /** Creates the factory, for {@link java.util.ServiceLoader}. */
    public SqliteSinkFactory() {}

    @Override
    public boolean opens(SinkSettings settings) {
        return settings instanceof SinkSettings.Store;
    }

    @Override
    public Sink open(SinkSettings settings) {
        if (settings instanceof SinkSettings.Store store) {
            return SqliteStore.open(store.path(), store.retention());
        }
        throw new IllegalArgumentException("not a store: " + settings.getClass().getSimpleName());
    }
}
