package io.throughline.dialect.responses;

/** Makes ids out of the id of the call: the same in every event, and in a whole answer as in a streamed one. */
final class ItemIds {
    /** With prefix and number well within the 64 characters that OpenAI takes back. */
    private static final int LONGEST = 48;

    private final String stem;

    ItemIds(String callId) {
        String plain = callId.replaceAll("[^a-zA-Z0-9]", "");
        stem = plain.length() <= LONGEST ? plain : Digest.of(callId, LONGEST);
    }

    String response() {
        return "resp_" + stem;
    }

    String item(String prefix, int index) {
        return prefix + stem + "_" + index;
    }

    String call(int index) {
        return "call_" + stem + "_" + index;
    }
}
