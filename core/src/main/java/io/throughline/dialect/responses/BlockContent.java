package io.throughline.dialect.responses;

/** What a block of the answer becomes: a part of a message, a reasoning item or a call. */
interface BlockContent {
    /** Takes what is new of the block's text or arguments. */
    void add(String text);

    /** Takes that nothing more will come. */
    void close();
}
