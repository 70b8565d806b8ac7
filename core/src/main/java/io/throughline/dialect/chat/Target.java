package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;

/**
 * Where a request goes, and the account of what is lost on the way.
 *
 * @param to where it goes
 * @param losses the account
 */
record Target(Destination to, Losses losses) {
    boolean has(Quirk quirk) {
        return to.has(quirk);
    }

    boolean takes(Feature feature) {
        return losses.takes(feature);
    }

    boolean takes(Feature feature, String path) {
        return losses.takes(feature, path);
    }

    /** Returns whether the target takes a feature as it is; asks nothing of the account. */
    boolean isMapped(Feature feature) {
        return way(feature) == Treatment.Way.MAPPED;
    }

    /** Returns whether the target is asked for a feature in another way; asks nothing of the account. */
    boolean isEmulated(Feature feature) {
        return way(feature) == Treatment.Way.EMULATED;
    }

    private Treatment.Way way(Feature feature) {
        return to.treatments()
                .getOrDefault(feature, ChatLosses.TABLE.of(feature))
                .way();
    }
}
