package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads histories straight from requests' bytes. The same history is known again in every dialect, with or without its system prompt, its
 * reasoning, white space, invisible characters and ids, however its texts are split and its arguments' fields are ordered. Stateless and safe for use
 * by many threads.
 */
public final class HistoryReader {

    private final long seed;
    private final List<byte[]> stamps;

    /**
     * Makes a reader.
     *
     * @param seed of all numbers: secret, and the same wherever they are compared
     * @param stamps names of fields in tool calls' arguments that don't count
     */
    public HistoryReader(long seed, List<String> stamps) {
        this.seed = seed;
        this.stamps = stamps.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /**
     * Reads a request.
     *
     * @param dialect the dialect's name; one that carries no conversation gives an empty history
     * @param body the decoded body; one that is no JSON gives the history up to where it is none
     */
    public History read(String dialect, byte[] body) {
        TurnLog log = new TurnLog(seed, stamps);
        References references = new References(body);
        try {
            JsonCursor cursor = new JsonCursor(body, start(body), body.length);
            if (cursor.enter('{')) {
                while (cursor.field()) {
                    field(dialect, cursor, log, references);
                }
            }
        } catch (MalformedException e) {
            // whoever routes the call tells the client; what was read so far is no less true
        }
        return new History(seed, log.end(), references.newestFirst(), references.conversation());
    }

    private static void field(String dialect, JsonCursor cursor, TurnLog log, References references)
            throws MalformedException {
        String wanted = switch (dialect) {
            case "openai-chat", "anthropic-messages" -> "messages";
            case "openai-responses" -> "input";
            case "gemini-generate-content" -> "contents";
            default -> "-";
        };
        String name = cursor.name();
        if (name.equals(wanted)) {
            if (wanted.equals("contents")) {
                new GeminiScan(cursor, log, references).read();
            } else {
                new MessageScan(cursor, log, references).read();
            }
        } else if (name.equals("previous_response_id")) {
            references.newest(cursor);
        } else if (name.equals("conversation") && dialect.equals("openai-responses")) {
            references.conversation(cursor);
        } else {
            cursor.skip();
        }
    }

    private static int start(byte[] json) {
        boolean marked = json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }
}
