package io.throughline.wire;

import java.util.zip.DataFormatException;

/** More came out of a compressed body than is allowed. */
final class OutputLimitException extends DataFormatException {
    private static final long serialVersionUID = 1L;
}
