package io.throughline.thread.history;

/**
 * The numbers by which a history is known again. A history of one pair of turns is known as a whole by the same number as the pair is anywhere
 * else, and one of two pairs likewise: a stranger's beginning and the rest of a trimmed history can't be taken for one another unnoticed.
 */
final class Fingerprints {
    private static final long HEAD = 19;

    private Fingerprints() {}

    /** All up to a turn. */
    static long whole(long before, TurnHash turn) {
        return Mix.of(before, turn.whole());
    }

    /** The last of what the user said, and the answer. */
    static long pair(long seed, TurnHash user, TurnHash answer) {
        return Mix.of(Mix.of(seed, user.unit()), answer.whole());
    }

    /** The last text of what the user said, and the answer: of a message that was put together with others, the last one. */
    static long partPair(long seed, TurnHash user, TurnHash answer) {
        return Mix.of(Mix.of(seed, user.part()), answer.whole());
    }

    /** The same for an answer to tools' results, of which a client keeps no more than the text. */
    static long textAlone(long seed, TurnHash user, TurnHash answer) {
        return Mix.of(Mix.of(seed, user.unit()), answer.unit());
    }

    /** A pair and the one before it. */
    static long pairs(long seed, TurnHash firstUser, TurnHash firstAnswer, TurnHash user, TurnHash answer) {
        return Mix.of(Mix.of(pair(seed, firstUser, firstAnswer), user.whole()), answer.whole());
    }

    /** All up to an answer's beginning. */
    static long head(long before, TurnHash answer) {
        return Mix.of(before, answer.head(), HEAD);
    }

    /** The last of what the user said, and the answer's beginning. */
    static long pairHead(long seed, TurnHash user, TurnHash answer) {
        return Mix.of(Mix.of(seed, user.unit()), answer.head(), HEAD);
    }
}
