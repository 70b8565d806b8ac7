package io.throughline.sink;

/** Opens a kind of sink. Found by {@link java.util.ServiceLoader}, so that a sink's library is needed only where it is used. */
public interface SinkFactory {
    /** Returns whether this factory opens such a sink. */
    boolean opens(SinkSettings settings);

    /**
     * Opens a sink. Returns even when the place can't be reached now: {@link Sink#write} says so later.
     *
     * @param settings settings that {@link #opens} accepted
     */
    Sink open(SinkSettings settings);
}
