package io.throughline.dialect.embeddings;

import io.throughline.dialect.conversation.WrittenRequest;

/**
 * A part of a request for embeddings: as much as the provider takes at once.
 *
 * @param request the request as the provider is to get it
 * @param first the place of its first input among all inputs
 * @param count how many inputs it has
 */
public record EmbeddingPart(WrittenRequest request, int first, int count) {}
