package io.throughline.benchmarks.micro;

import java.nio.charset.StandardCharsets;

/** Kinds of text that differ in what reading them costs, as histories of Chat Completions with turns of some 2,000 bytes. */
public enum Texts {
    /** Plain words in ASCII. */
    ENGLISH("benchmarks are hard to get right; one is told what one asks for, and no more than that. "),
    /** Two bytes a letter. */
    RUSSIAN("Всякий, кто измеряет, узнаёт лишь то, о чём спросил; остальное остаётся неизвестным. "),
    /** One letter in seven beyond ASCII. */
    FRENCH("Élève, écoute : ce qui a été mesuré à l'été n'est déjà plus le même à la rentrée, où ça dépend. "),
    /** Three bytes a character, and punctuation beyond ASCII. */
    CHINESE("测量的人只能知道他所问的事情，其余的一概不知。因此，先想好问题，再动手！“数字”不会说谎；"),
    /** An escape every 13 bytes. */
    CODE("""
                if (values.get("key") == null) {
                    return "none";
                }
                for (int i = 0; i < n; i++) {
                    total += list[i];
                }
            """),
    /** The same code in the arguments of tool calls: a string within an object within a string. */
    ARGUMENTS(CODE.words);

    private static final int TURN = 2_000;

    private final String words;

    Texts(String words) {
        this.words = words;
    }

    /** Returns a request of about so many bytes. */
    byte[] request(int bytes) {
        StringBuilder json =
                new StringBuilder("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"-\"}");
        int size = json.length();
        for (int turn = 0; turn == 0 || size < bytes; turn++) {
            String message = "," + (this == ARGUMENTS ? tool(turn) : message(turn));
            json.append(message);
            size += message.getBytes(StandardCharsets.UTF_8).length;
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String message(int turn) {
        String role = turn % 2 == 0 ? "user" : "assistant";
        return "{\"role\":\"" + role + "\",\"content\":\"" + escaped(text()) + "\"}";
    }

    /** A call, and a short word of what became of it. */
    private String tool(int turn) {
        if (turn % 2 == 0) {
            return "{\"role\":\"tool\",\"tool_call_id\":\"call_" + (999_999 + turn)
                    + "\",\"content\":\"It is written.\"}";
        }
        String arguments = "{\"path\":\"src/Main.java\",\"content\":\"" + escaped(text()) + "\"}";
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_" + (1_000_000 + turn)
                + "\",\"type\":\"function\",\"function\":{\"name\":\"write\",\"arguments\":\"" + escaped(arguments)
                + "\"}}]}";
    }

    private String text() {
        int length = words.getBytes(StandardCharsets.UTF_8).length;
        return words.repeat(TURN / length + 1);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
