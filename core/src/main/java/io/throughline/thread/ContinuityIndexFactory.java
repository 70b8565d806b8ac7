package io.throughline.thread;

import io.throughline.Secret;

/** Opens a continuity index that nodes share. Found by {@link java.util.ServiceLoader}, so that its library is needed only where it is used. */
public interface ContinuityIndexFactory {
    /** Returns whether this factory opens an index at such a place. */
    boolean opens(Secret uri);

    /**
     * Opens an index. Returns even when the place can't be reached now: until it can, the node's own memory serves alone.
     *
     * @param uri a place that {@link #opens} accepted
     * @param memory what this node keeps itself; the index closes it
     * @throws IllegalArgumentException when the place is none, without saying what it is, since it may hold a password
     */
    ContinuityIndex open(Secret uri, ContinuityIndex memory);
}
