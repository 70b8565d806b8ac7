package io.throughline.thread.history;

/**
 * One turn.
 *
 * @param side whose it is
 * @param whole all of it
 * @param unit of a user's turn, its last message that has text, else its tool results; of an assistant's, its text alone
 * @param part of a user's turn, the last of its texts where it has several; else the unit
 * @param head the beginning of an assistant's text; 0 where there is too little of it
 * @param length of its text, in bytes that count
 * @param tools whether it has calls or results
 */
record TurnHash(Side side, long whole, long unit, long part, long head, long length, boolean tools) {}
