package io.throughline.dialect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts {@link StreamEvent}s together to an {@link Answer}. The same for streamed and for whole answers.
 *
 * <p>It keeps no more text than it is allowed; what goes beyond is dropped, and the choice that lost some ends with a {@link Block.Opaque} of type
 * {@value #TRUNCATED}. Made for one answer; used by one thread at a time.
 */
public final class AnswerAssembler implements StreamEvent.Sink {
    /** The type of the block that marks a choice of which not everything was kept. */
    public static final String TRUNCATED = "truncated";

    /** How much text is kept where nobody says otherwise, in characters. */
    public static final long DEFAULT_LIMIT = 16L * 1024 * 1024;

    private static final int MOST_ITEMS = 256;

    private final TreeMap<Integer, ChoiceDraft> choices = new TreeMap<>();
    private final Set<String> items = new LinkedHashSet<>();
    private final TextBudget budget;
    private Optional<String> id = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<Usage> usage = Optional.empty();
    private Optional<String> tier = Optional.empty();
    private Optional<ModelError> error = Optional.empty();
    private boolean started;
    private boolean ended;

    /**
     * Makes an assembler.
     *
     * @param maxCharacters how much text it keeps
     */
    public AnswerAssembler(long maxCharacters) {
        budget = new TextBudget(maxCharacters);
    }

    @Override
    public void accept(StreamEvent event) {
        if (event instanceof StreamEvent.TextDelta delta) {
            started |= !delta.text().isEmpty();
            choice(delta.choice()).addText(delta.block(), delta.text());
        } else if (event instanceof StreamEvent.ArgumentsDelta delta) {
            choice(delta.choice()).addText(delta.block(), delta.json());
        } else if (event instanceof StreamEvent.BlockOpened opened) {
            open(opened);
        } else if (event instanceof StreamEvent.SignatureDelta delta) {
            started = true;
            choice(delta.choice()).addSignature(delta.block(), delta.signature());
        } else if (event instanceof StreamEvent.EncryptedReasoning encrypted) {
            started = true;
            choice(encrypted.choice()).setEncrypted(encrypted.block(), encrypted.data());
        } else if (event instanceof StreamEvent.OpaqueTold opaque) {
            choice(opaque.choice()).setOpaque(opaque.block(), opaque.json());
        } else if (event instanceof StreamEvent.LogprobsTold told) {
            choice(told.choice()).addLogprobs(told.json());
        } else if (event instanceof StreamEvent.Finished finished) {
            choice(finished.choice()).finish(finished.reason(), finished.raw());
        } else {
            acceptMetadata(event);
        }
    }

    /** Returns whether something of the answer's content has come. */
    public boolean started() {
        return started;
    }

    /** Returns whether the event that ends the stream has come. */
    public boolean ended() {
        return ended;
    }

    /** Returns the answer as far as it has come. */
    public Answer answer() {
        List<Answer.Choice> told = new ArrayList<>(choices.size());
        choices.forEach((number, draft) -> told.add(draft.toChoice(number)));
        return new Answer(id, model, List.copyOf(told), usage, tier, error, List.copyOf(items));
    }

    private void open(StreamEvent.BlockOpened opened) {
        boolean hasContent =
                opened.kind() instanceof StreamEvent.Kind.ToolCall || opened.kind() instanceof StreamEvent.Kind.Opaque;
        started |= hasContent;
        choice(opened.choice()).open(opened.block(), opened.kind());
    }

    private void acceptMetadata(StreamEvent event) {
        if (event instanceof StreamEvent.Started who) {
            id = who.id().or(() -> id);
            model = who.model().or(() -> model);
        } else if (event instanceof StreamEvent.Referable item) {
            if (items.size() < MOST_ITEMS) {
                items.add(item.id());
            }
        } else if (event instanceof StreamEvent.UsageTold told) {
            usage = Optional.of(told.usage());
        } else if (event instanceof StreamEvent.TierTold told) {
            tier = Optional.of(told.tier());
        } else if (event instanceof StreamEvent.Failed failed) {
            error = error.or(() -> Optional.of(failed.error()));
        } else if (event instanceof StreamEvent.Restarted) {
            choices.clear();
        } else if (event instanceof StreamEvent.Ended) {
            ended = true;
        }
    }

    private ChoiceDraft choice(int number) {
        ChoiceDraft known = choices.get(number);
        if (known != null) {
            return known;
        }
        ChoiceDraft draft = new ChoiceDraft(budget);
        // choices without end are a broken provider: they share one draft that is never told
        if (budget.take(ChoiceDraft.OVERHEAD)) {
            choices.put(number, draft);
        }
        return draft;
    }
}
