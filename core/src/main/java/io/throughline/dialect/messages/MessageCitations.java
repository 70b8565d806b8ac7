package io.throughline.dialect.messages;

/** What a text is based on. */
final class MessageCitations {
    /** The type of the piece that holds the citations of the text before it, an array. */
    static final String TYPE = "citations";

    private MessageCitations() {}
}
