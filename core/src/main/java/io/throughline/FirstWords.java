package io.throughline;

import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import io.throughline.wire.HeldBody;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream up to its first piece of content, or its error: what comes before, such as {@code message_start}, binds nobody. Events in which the
 * dialect finds nothing at all are not waited behind: whoever sends them is relayed as ever.
 */
final class FirstWords implements HeldBody.Judge {
    private static final int MOST_EVENT_BYTES = 1 << 20;
    private static final long MOST_DECODED = 16L << 20;

    /** Codings that give out each event as it comes in; others are not waited for. */
    private static final Set<String> QUICK = Set.of("identity", "gzip", "x-gzip", "deflate");

    private final boolean slow;
    private final ContentDecoder decoder;
    private final FrameReader frames;
    private boolean prelude;
    private boolean content;
    private boolean ended;
    private boolean foreign;
    private @Nullable ModelError error;
    private volatile @Nullable Usage usage;

    FirstWords(Dialect dialect, UsageConvention convention, Framing framing, Headers headers) {
        slow = headers.all("content-encoding").stream()
                .anyMatch(coding -> !QUICK.contains(coding.toLowerCase(Locale.ROOT)));
        decoder = ContentDecoder.of(headers.all("content-encoding"), MOST_DECODED);
        StreamReader reader = AssembledStream.shared(sink -> dialect.streamDecoder(convention, sink), this::take);
        frames = framing.reader(MOST_EVENT_BYTES, (event, data) -> {
            reader.event(event, data);
            foreign |= !prelude && !content && !ended && error == null && !"ping".equals(event);
        });
    }

    @Override
    public boolean isEnough(ByteBuffer bytes) {
        if (slow) {
            return true;
        }
        decoder.feed(bytes, frames::feed);
        boolean unreadable = decoder.state() != ContentDecoder.State.DECODING;
        return content || ended || foreign || error != null || unreadable;
    }

    /** Returns the error with which the stream began. */
    Optional<ModelError> error() {
        return content ? Optional.empty() : Optional.ofNullable(error);
    }

    /** Returns whether the answer's end has come, or what nobody here can judge. */
    boolean isSettled() {
        return content || ended || foreign;
    }

    /** Reads what the body's end completes, where it has ended. */
    void finish(boolean bodyEnded) {
        if (bodyEnded && !slow) {
            decoder.finish(frames::feed);
            frames.finish();
        }
        decoder.close();
    }

    /** Returns the tokens that were told so far. Safe for use by any thread. */
    Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    private void take(StreamEvent event) {
        if (event instanceof StreamEvent.UsageTold told) {
            usage = told.usage();
        }
        if (event instanceof StreamEvent.Failed failed) {
            error = failed.error();
        } else if (event instanceof StreamEvent.Ended) {
            ended = true;
        } else if (event instanceof StreamEvent.Started
                || event instanceof StreamEvent.Referable
                || event instanceof StreamEvent.UsageTold
                || event instanceof StreamEvent.TierTold
                || (event instanceof StreamEvent.BlockOpened opened
                        && opened.kind() instanceof StreamEvent.Kind.Text)) {
            prelude = true;
        } else {
            content = true;
        }
    }
}
