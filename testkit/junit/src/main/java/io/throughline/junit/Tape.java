package io.throughline.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls in the order in which they were made, whichever ends first. Safe for use by many threads. */
final class Tape {
    private final List<Place> places = new ArrayList<>();

    /** Returns the place of a call that is made now. */
    synchronized Place next() {
        Place place = new Place();
        places.add(place);
        return place;
    }

    /** Returns the calls that were answered. */
    synchronized List<Interaction> interactions() {
        return places.stream().flatMap(place -> place.held().stream()).toList();
    }

    /** The place of a call; empty while it is under way, and for ever where it was not answered. */
    static final class Place {
        private volatile @Nullable Interaction held;

        void fill(Interaction interaction) {
            held = interaction;
        }

        private Optional<Interaction> held() {
            return Optional.ofNullable(held);
        }
    }
}
