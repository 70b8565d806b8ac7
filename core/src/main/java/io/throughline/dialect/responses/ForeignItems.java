package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Part;

/** Pieces that only one provider understands, where that is the target. */
final class ForeignItems {
    private ForeignItems() {}

    /** Returns whether a piece is an item of this dialect, to be sent as it is. */
    static boolean isItem(Part.Foreign piece) {
        return piece.dialect().equals(ResponsesFields.DIALECT) && !isContent(piece);
    }

    private static boolean isContent(Part.Foreign piece) {
        return piece.path().contains(".content[") || piece.path().contains(".output[");
    }
}
