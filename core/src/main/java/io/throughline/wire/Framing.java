package io.throughline.wire;

import java.util.Locale;
import java.util.Optional;

/** How a stream of frames is framed. */
public enum Framing {
    /** Server-sent events. */
    SSE("text/event-stream"),
    /** A JSON value a line. */
    LINES("application/x-ndjson"),
    /** AWS event stream. */
    EVENT_STREAM("application/vnd.amazon.eventstream");

    private final String mediaType;

    Framing(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Returns the framing that a {@code Content-Type} tells of; empty where it tells of one whole body. */
    public static Optional<Framing> of(String contentType) {
        String type = contentType.strip().toLowerCase(Locale.ROOT);
        for (Framing framing : values()) {
            if (type.startsWith(framing.mediaType)) {
                return Optional.of(framing);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns a reader of one stream.
     *
     * @param maxFrameBytes how large a frame may be
     * @param listener told of each frame
     */
    public FrameReader reader(int maxFrameBytes, SseReader.Listener listener) {
        return switch (this) {
            case SSE -> new SseReader(maxFrameBytes, listener);
            case EVENT_STREAM -> new EventStreamFrames(maxFrameBytes, listener);
            case LINES -> new NdjsonReader(maxFrameBytes, listener);
        };
    }
}
