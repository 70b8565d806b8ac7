package io.throughline.record;

import io.throughline.Headers;
import io.throughline.Tap;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import io.throughline.wire.JsonEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Reads an answer out of the bytes that go by. A stream is read event by event as it comes, and only what the record needs is kept; a whole
 * body is kept up to a limit and read later, off the thread that carries the bytes.
 */
public final class AnswerTap implements Tap {
    private static final long MOST_DECODED = 64L << 20;
    private static final int MOST_EVENT_BYTES = 16 << 20;

    private final Recording recording;
    private final BooleanSupplier clientLeft;
    private final ContentDecoder decoder;
    private final Way reading;
    private boolean finished;

    /**
     * Makes the tap of one answer.
     *
     * @param recording what the call is recorded in
     * @param dialect what the answer is in
     * @param convention how the provider counts tokens
     * @param status the upstream's status
     * @param headers the upstream's header fields, which tell type and coding
     * @param kept what all whole bodies in memory share
     * @param clientLeft whether the client has left: a body that breaks then was broken off by us
     */
    public AnswerTap(
            Recording recording,
            Dialect dialect,
            UsageConvention convention,
            int status,
            Headers headers,
            ByteBudget kept,
            BooleanSupplier clientLeft) {
        this(recording, dialect, convention, status, headers, kept, clientLeft, event -> {}, Optional.empty());
    }

    /**
     * Makes the tap of one answer.
     *
     * @param recording what the call is recorded in
     * @param dialect what the answer is in
     * @param convention how the provider counts tokens
     * @param status the upstream's status
     * @param headers the upstream's header fields, which tell type and coding
     * @param kept what all whole bodies in memory share
     * @param clientLeft whether the client has left: a body that breaks then was broken off by us
     * @param listener hears the events of a stream before their bytes are passed on
     * @param whole hears an answer that is no stream and no error before its last byte is passed on, unless it is large
     */
    public AnswerTap(
            Recording recording,
            Dialect dialect,
            UsageConvention convention,
            int status,
            Headers headers,
            ByteBudget kept,
            BooleanSupplier clientLeft,
            StreamEvent.Sink listener,
            Optional<Consumer<Answer>> whole) {
        this.recording = recording;
        this.clientLeft = clientLeft;
        this.decoder = ContentDecoder.of(headers.all("content-encoding"), MOST_DECODED);
        this.reading = framing(headers)
                .<Way>map(framing -> new Events(
                        recording,
                        AssembledStream.watched(sink -> dialect.streamDecoder(convention, sink), listener),
                        framing,
                        status))
                .orElseGet(() -> new WholeBody(
                        recording, dialect, convention, status, kept, status < 300 ? whole : Optional.empty()));
    }

    /**
     * Makes the tap of one streamed answer that is read here for others, too.
     *
     * @param recording what the call is recorded in
     * @param reader reads the answer
     * @param framing how the stream is framed
     * @param headers the upstream's header fields, which tell the coding
     * @param clientLeft whether the client has left
     */
    public AnswerTap(
            Recording recording, StreamReader reader, Framing framing, Headers headers, BooleanSupplier clientLeft) {
        this.recording = recording;
        this.clientLeft = clientLeft;
        this.decoder = ContentDecoder.of(headers.all("content-encoding"), MOST_DECODED);
        this.reading = new Events(recording, reader, framing, 200);
    }

    /** Returns how the body is framed, where it is a stream. */
    public static Optional<Framing> framing(Headers headers) {
        return headers.first("content-type").flatMap(Framing::of);
    }

    /** Returns whether the answer, as far as it has come, is whole although no event has said so: not every provider sends the one that ends a stream. */
    public static boolean finished(Answer answer) {
        return answer.error().isPresent()
                || answer.choices().stream()
                        .anyMatch(choice -> choice.finishReason().isPresent());
    }

    /** Returns whether header fields tell of server-sent events. */
    public static boolean isEventStream(Headers headers) {
        return framing(headers).filter(Framing.SSE::equals).isPresent();
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        recording.bytesPassed(bytes.remaining());
        decoder.feed(bytes, reading::take);
    }

    /** Reads what can be read only once all bytes are there. {@link #end} does so where nobody has before. */
    public void finish() {
        if (!finished) {
            finished = true;
            decoder.finish(reading::take);
            reading.finish();
        }
    }

    @Override
    public void end(End end) {
        try {
            finish();
        } finally {
            reading.end(end instanceof End.Failed && clientLeft.getAsBoolean() ? new End.Cancelled() : end);
        }
    }

    private static ModelError broken(String how) {
        return ModelError.of(ModelError.Kind.UPSTREAM, how).coded("stream_broken");
    }

    /** How an answer is read: in one of two ways. */
    private sealed interface Way {
        void take(ByteBuffer decoded);

        void finish();

        void end(End end);
    }

    /** Event by event. */
    private static final class Events implements Way {
        private final Recording recording;
        private final StreamReader reader;
        private final FrameReader events;
        private final int status;

        private Events(Recording recording, StreamReader reader, Framing framing, int status) {
            this.recording = recording;
            this.reader = reader;
            this.status = status;
            recording.following(reader::answer);
            this.events = framing.reader(MOST_EVENT_BYTES, reader::event);
        }

        @Override
        public void take(ByteBuffer decoded) {
            long skipped = events.skipped();
            events.feed(decoded);
            if (events.skipped() > skipped) {
                reader.tooLarge();
            }
            if (reader.started()) {
                recording.tokenPassed();
            }
        }

        @Override
        public void finish() {
            reader.cut();
            events.finish();
        }

        @Override
        public void end(End end) {
            Recording.Reading answer = reader::answer;
            boolean whole = reader.ended() || !(end instanceof End.Cancelled || end instanceof End.Failed);
            if (whole && status < 400 && reader.unreadable().isPresent()) {
                recording.failed(reader.unreadable().get(), answer);
            } else if (reader.ended() || status >= 400) {
                recording.answered(answer); // a client that leaves after the last event has all of it
            } else if (end instanceof End.Cancelled) {
                recording.clientLeft(answer);
            } else if (end instanceof End.Failed) {
                recording.failed(broken("The provider's stream broke off"), answer);
            } else if (finished(reader.answer())) {
                recording.answered(answer); // not every provider sends the event that ends a stream
            } else {
                recording.failed(broken("The provider's stream ended before its answer did"), answer);
            }
        }
    }

    /** All at the end. */
    private static final class WholeBody implements Way {
        private static final int MOST_KEPT = 16 << 20;
        private static final int MOST_HEARD = 8 << 20;

        private final Recording recording;
        private final Dialect dialect;
        private final UsageConvention convention;
        private final int status;
        private final ByteBudget kept;
        private final JsonEnd json = new JsonEnd();
        /** As they came, each copied once: most answers come in one piece, which is read as it is. */
        private final List<byte[]> pieces = new ArrayList<>(1);

        private Optional<Consumer<Answer>> listener;
        private Optional<Answer> heard = Optional.empty();
        private boolean tooLarge;
        private long taken;

        private WholeBody(
                Recording recording,
                Dialect dialect,
                UsageConvention convention,
                int status,
                ByteBudget kept,
                Optional<Consumer<Answer>> listener) {
            this.recording = recording;
            this.dialect = dialect;
            this.convention = convention;
            this.status = status;
            this.kept = kept;
            this.listener = listener;
        }

        @Override
        public void take(ByteBuffer decoded) {
            if (tooLarge) {
                return;
            }
            int count = decoded.remaining();
            if (taken + count > MOST_KEPT || !kept.take(count)) {
                letGo();
                tooLarge = true;
                return;
            }
            taken += count;
            byte[] piece = new byte[count];
            decoded.get(piece);
            pieces.add(piece);
            if (listener.isPresent() && json.feed(piece)) {
                hear();
            }
        }

        /** Once, and here: the client may act on the answer as soon as it has the last byte. The record takes what was read. */
        private void hear() {
            Optional<Consumer<Answer>> told = listener;
            listener = Optional.empty();
            if (taken <= MOST_HEARD && told.isPresent()) {
                Answer answer = dialect.read(status, whole(), convention);
                heard = Optional.of(answer);
                recording.following(() -> answer);
                if (answer.error().isEmpty()) {
                    told.get().accept(answer);
                }
            }
        }

        @Override
        public void finish() {
            // the bytes are read later, if ever
        }

        @Override
        public void end(End end) {
            boolean whole = end instanceof End.Completed;
            Recording.Reading answer =
                    new ReadOnce(() -> whole || status >= 400 ? read() : withoutError(read()), this::letGo);
            if (whole) {
                recording.following(answer::answer);
            }
            if (end instanceof End.Cancelled) {
                recording.clientLeft(answer);
            } else if (end instanceof End.Failed) {
                recording.failed(broken("The provider's answer broke off"), answer);
            } else {
                recording.answered(answer);
            }
        }

        private Answer read() {
            try {
                return heard.orElseGet(() -> tooLarge ? Answer.empty() : dialect.read(status, whole(), convention));
            } finally {
                letGo();
            }
        }

        private byte[] whole() {
            if (pieces.size() == 1) {
                return pieces.get(0);
            }
            ByteBuffer joined = ByteBuffer.allocate((int) taken);
            pieces.forEach(joined::put);
            return joined.array();
        }

        /** What was cut off can't be read to its end: that says nothing of the provider. */
        private static Answer withoutError(Answer cut) {
            return new Answer(cut.id(), cut.model(), cut.choices(), cut.usage(), cut.serviceTier(), Optional.empty());
        }

        private void letGo() {
            kept.give(taken);
            taken = 0;
            pieces.clear();
        }
    }
}
