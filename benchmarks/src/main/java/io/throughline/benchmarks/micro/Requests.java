package io.throughline.benchmarks.micro;

import java.nio.charset.StandardCharsets;

/** Makes requests of Chat Completions of any size. */
final class Requests {
    private static final String WORDS = "benchmarks are hard to get right; ";
    private static final int TURN = 2_000;

    private Requests() {}

    /**
     * Returns a request of about so many bytes: a conversation of turns of up to 2,000 characters.
     *
     * @param model the model
     * @param bytes how many
     * @param streamed whether it asks for a stream
     */
    static byte[] chat(String model, int bytes, boolean streamed) {
        return chat(model, bytes, streamed, "");
    }

    /**
     * Returns a request as {@link #chat(String, int, boolean)} does, with something at the end of each of the assistant's texts.
     *
     * @param end what stands there, such as a signature
     */
    static byte[] chat(String model, int bytes, boolean streamed, String end) {
        StringBuilder json = new StringBuilder(bytes + 256)
                .append("{\"model\":\"")
                .append(model)
                .append("\",\"temperature\":0.7,\"stream\":")
                .append(streamed)
                .append(",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"}");
        int room = bytes - json.length();
        for (int turn = 0; turn == 0 || room > TURN / 2; turn++) {
            boolean user = turn % 2 == 0;
            String text = words(Math.max(1, Math.min(TURN, room - 40)));
            json.append(",{\"role\":\"").append(user ? "user" : "assistant").append("\",\"content\":\"");
            json.append(text).append(user ? "" : end).append("\"}");
            room = bytes - json.length();
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns so many characters of text. */
    static String words(int length) {
        return WORDS.repeat(length / WORDS.length() + 1).substring(0, length);
    }
}
