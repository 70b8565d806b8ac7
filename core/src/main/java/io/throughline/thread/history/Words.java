package io.throughline.thread.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The few words that dialects are made of, found in bytes without making strings. */
final class Words {
    static final Words KNOWN = new Words(
            "messages input contents role type content parts text name id arguments args output refusal thought",
            "tool_calls function function_call custom tool_call_id call_id tool_use_id previous_response_id conversation",
            "assistant model user tool system developer message function_call_output custom_tool_call",
            "custom_tool_call_output reasoning item_reference input_text output_text thinking redacted_thinking tool_use",
            "tool_result functionCall functionResponse function_response response result error inlineData inline_data",
            "fileData file_data data url image_url file_id file_url fileUri file_uri uri source image document",
            "input_image input_audio input_file file audio video video_url");

    private static final int ROOM = 512;

    private final byte[][] names = new byte[ROOM][];
    private final String[] words = new String[ROOM];

    private Words(String... lines) {
        for (String word : String.join(" ", lines).split(" ")) {
            byte[] name = word.getBytes(StandardCharsets.US_ASCII);
            int place = place(name, 0, name.length);
            while (words[place] != null && !words[place].equals(word)) {
                place = place + 1 & ROOM - 1;
            }
            names[place] = name;
            words[place] = word;
        }
    }

    /** Returns the word that stands there, or an empty string for an unknown one. */
    String of(byte[] bytes, int from, int to) {
        for (int place = place(bytes, from, to); words[place] != null; place = place + 1 & ROOM - 1) {
            byte[] name = names[place];
            if (Arrays.equals(bytes, from, to, name, 0, name.length)) {
                return words[place];
            }
        }
        return "";
    }

    /** Its length and three of its letters tell a word from nearly all others. */
    private static int place(byte[] bytes, int from, int to) {
        if (from >= to) {
            return 0;
        }
        int hash = (to - from) * 31 + bytes[from];
        hash = hash * 31 + bytes[(from + to) >>> 1];
        hash = hash * 31 + bytes[to - 1];
        return (hash ^ hash >>> 9) & ROOM - 1;
    }
}
