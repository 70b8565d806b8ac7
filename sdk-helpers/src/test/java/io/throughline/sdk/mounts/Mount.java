package io.throughline.sdk.mounts;

import java.util.function.Predicate;

/**
 * A way that an application's calls can go.
 *
 * @param takes which conversations an application can have that way
 * @param client makes the call and reads all of the answer
 * @param ledger where its records come
 */
record Mount(String name, Predicate<Conversation> takes, Client client, Ledger ledger) {
    /** An application's. */
    @FunctionalInterface
    interface Client {
        void call(Conversation conversation) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
