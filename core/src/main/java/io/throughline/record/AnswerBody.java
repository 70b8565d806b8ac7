package io.throughline.record;

import io.throughline.Tap;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.JsonEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An answer that is kept whole up to a limit, and read when all of it is there or later. */
final class AnswerBody implements AnswerWay {
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

    AnswerBody(
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
    public void end(Tap.End end) {
        boolean whole = end instanceof Tap.End.Completed;
        Recording.Reading answer =
                new ReadOnce(() -> whole || status >= 400 ? read() : withoutError(read()), this::letGo);
        if (whole) {
            recording.following(answer::answer);
        }
        if (end instanceof Tap.End.Cancelled && status < 400) { // an error is one, however much of it is read
            recording.clientLeft(answer);
        } else if (end instanceof Tap.End.Failed failed) {
            recording.failed(AnswerWay.broken("The provider's answer broke off", failed), answer);
        } else {
            recording.answered(answer);
        }
    }

    @Override
    public boolean endedEarly() {
        return false; // its length or its chunks say so
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
