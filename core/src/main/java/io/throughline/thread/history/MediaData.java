package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the bytes of a medium in what tells where it is: a {@code data:} address and bare base64 are the same medium. */
final class MediaData {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_TYPE = 200;

    private MediaData() {}

    /** Returns where the medium's own part of a string begins. */
    static int begin(byte[] json, int from, int end) {
        int behind = from + DATA.length;
        if (behind > end || !Arrays.equals(json, from, behind, DATA, 0, DATA.length)) {
            return from;
        }
        for (int at = behind; at < Math.min(end, behind + LONGEST_TYPE); at++) {
            if (json[at] == ',') {
                return at + 1;
            }
            if (json[at] == '"') {
                return from;
            }
        }
        return from;
    }
}
