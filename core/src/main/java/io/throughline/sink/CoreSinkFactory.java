package io.throughline.sink;

/** Opens the sinks that need no library: files of lines, and the log. */
public final class CoreSinkFactory implements SinkFactory {
    /** Creates the factory, for {@link java.util.ServiceLoader}. */
    public CoreSinkFactory() {}

    @Override
    public boolean opens(SinkSettings settings) {
        return settings instanceof SinkSettings.Jsonl || settings instanceof SinkSettings.Log;
    }

    @Override
    public Sink open(SinkSettings settings) {
        return settings instanceof SinkSettings.Jsonl jsonl ? new JsonlSink(jsonl) : new LogSink();
    }
}
