package io.throughline;

/** Placeholder while the house is laid out. */
public final class Throughline {
    private Throughline() {}
}
