package io.throughline.dialect.conversation;

import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps account of what a target could not take of one request, and refuses what must not be left out. A writer asks it for every feature that
 * the request has and the target may lack. Used by one thread.
 */
public final class Losses {
    private final FieldTable fields;
    private final LossTable table;
    private final boolean strict;
    private final Places places;
    private final List<Loss> told = new ArrayList<>();
    private Optional<String> place = Optional.empty();

    /**
     * Makes an empty account.
     *
     * @param fields where the client's dialect asks for each feature
     * @param table what becomes of each feature at the target
     * @param strict whether what would be left out is refused instead
     */
    public Losses(FieldTable fields, LossTable table, boolean strict) {
        this(fields, table, strict, new Places());
    }

    /**
     * Makes an empty account that knows where the request's pieces stand.
     *
     * @param fields where the client's dialect asks for each feature
     * @param table what becomes of each feature at the target
     * @param strict whether what would be left out is refused instead
     * @param places where each piece stands
     */
    public Losses(FieldTable fields, LossTable table, boolean strict, Places places) {
        this.fields = fields;
        this.table = table;
        this.strict = strict;
        this.places = places;
    }

    /** Says which turn, part or tool what follows is about: a refusal names its place. */
    public void at(Object piece) {
        place = places.of(piece).or(() -> place);
    }

    /**
     * Says that the request has a feature, at its usual path, and returns whether the writer is to write it, as it is or emulated.
     *
     * @throws RefusedException where the target can't take it and it must not be left out
     */
    public boolean takes(Feature feature) {
        return takes(feature, fields.path(feature));
    }

    /** Says that the request has a feature, and returns whether the writer is to write it, as it is or emulated. */
    public boolean takes(Feature feature, String path) {
        Treatment treatment = table.of(feature);
        switch (treatment.way()) {
            case MAPPED -> {
                return true;
            }
            case EMULATED -> {
                note(new Loss(path, Treatment.Way.EMULATED, treatment.note()));
                return true;
            }
            case DROPPED -> {
                drop(path, treatment.note());
                return false;
            }
            case REFUSED -> throw refusal(path, treatment.note());
        }
        throw new AssertionError("a new way");
    }

    /** Takes all of the request's further fields as the table says; for writers that write none of them. */
    public void takesNone(List<Conversation.Further> further) {
        further.forEach(field -> takes(field.feature(), field.path()));
    }

    /** Says that something is left out for a reason of this request alone. */
    public void drop(String path, String why) {
        if (strict) {
            throw refusal(path, why);
        }
        note(new Loss(path, Treatment.Way.DROPPED, why));
    }

    /** Says that something is asked for in another way, for a reason of this request alone. */
    public void emulate(String path, String how) {
        note(new Loss(path, Treatment.Way.EMULATED, how));
    }

    /** Returns the path by which to name a feature to the caller. */
    public String path(Feature feature) {
        return fields.path(feature);
    }

    /** Returns the refusal of something for a reason of this request alone, to be thrown. */
    public RefusedException refusal(String path, String why) {
        String exact = place.map(here -> Places.path(path, here)).orElse(path);
        return refused(exact, exact + " can't be sent to " + table.dialect() + (why.isEmpty() ? "" : ": " + why));
    }

    /** Returns the refusal of a request that is wrong in itself, to be thrown. */
    public static RefusedException refused(String path, String message) {
        return new RefusedException(
                ModelError.of(ModelError.Kind.INVALID_REQUEST, message).at(path));
    }

    /** Returns what was told so far, in order, each once. */
    public List<Loss> told() {
        return List.copyOf(told);
    }

    private void note(Loss loss) {
        if (!told.contains(loss)) {
            told.add(loss);
        }
    }

    /**
     * One thing that is not as the client asked for it.
     *
     * @param path the field, in the client's dialect
     * @param way {@link Treatment.Way#DROPPED} or {@link Treatment.Way#EMULATED}
     * @param note how, or why
     */
    public record Loss(String path, Treatment.Way way, String note) {}
}
