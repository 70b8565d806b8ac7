package io.throughline.sink.sqlite;

/**
 * A place in an order by time, then id.
 *
 * @param nanos the time
 * @param id the id
 */
record Position(long nanos, String id) {
    /** Before all. */
    static final Position FIRST = new Position(Long.MIN_VALUE, "");

    /** Behind all. */
    static final Position LAST = new Position(Long.MAX_VALUE, "");
}
