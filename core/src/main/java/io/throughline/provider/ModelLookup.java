package io.throughline.provider;

/** What became of a model name that a caller asked for. */
public sealed interface ModelLookup permits Target, UnknownModel {}
