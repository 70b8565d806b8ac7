package io.throughline.translate;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.price.UsageEstimate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the parts of one answer, one after the other, and puts them together; the tokens are the last part's alone. Used by one thread at a time. */
final class JoinedReader implements StreamReader {
    private final AnswerAssembler whole = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
    private final SaidSoFar said;
    private StreamReader part;

    /**
     * Makes a reader.
     *
     * @param call the translation of the first part
     * @param convention how its provider counts tokens
     * @param client takes the events for the client
     */
    JoinedReader(Translation call, UsageConvention convention, StreamEvent.Sink client) {
        said = new SaidSoFar(event -> {
            whole.accept(event);
            client.accept(event);
        });
        part = reader(call, convention);
    }

    private StreamReader reader(Translation call, UsageConvention convention) {
        return AssembledStream.shared(
                sink -> call.target().dialect().streamDecoder(convention, RestoredToolNames.in(call, sink)), said);
    }

    /** Goes on with another part. */
    void next(Translation call, UsageConvention convention) {
        said.nextPart();
        part = reader(call, convention);
    }

    SaidSoFar said() {
        return said;
    }

    /** Returns the tokens of the part that is read, as far as they were told, and at least what its text has. */
    Usage used(long requestBytes) {
        Usage estimate = UsageEstimate.of(requestBytes, part.answer());
        return part.answer()
                .usage()
                .map(told -> UsageEstimate.atLeast(told, estimate))
                .orElse(estimate);
    }

    @Override
    public void event(@Nullable String event, byte[] data) {
        part.event(event, data);
    }

    @Override
    public void tooLarge() {
        part.tooLarge();
    }

    @Override
    public void cut() {
        part.cut();
    }

    @Override
    public boolean started() {
        return whole.started();
    }

    @Override
    public boolean ended() {
        return whole.ended();
    }

    @Override
    public Optional<ModelError> unreadable() {
        return part.unreadable();
    }

    @Override
    public Answer answer() {
        return whole.answer();
    }
}
