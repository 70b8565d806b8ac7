package io.throughline.dialect.converse;

import io.throughline.dialect.conversation.ForcedJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The names of tools as Bedrock takes them, {@code [a-zA-Z0-9_-]{1,64}}, and back. Used by one thread. */
final class ToolNames {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern OTHER = Pattern.compile("[^a-zA-Z0-9_-]");
    private static final int LONGEST_BEGINNING = 55;
    private static final int MARK = 8;

    private final Map<String, String> renamed = new LinkedHashMap<>();

    String sent(String name) {
        if (FORM.matcher(name).matches()) {
            return name;
        }
        String begin = OTHER.matcher(name).replaceAll("_");
        String mark = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, MARK);
        String made = begin.substring(0, Math.min(begin.length(), LONGEST_BEGINNING)) + "_" + mark;
        renamed.put(made, name);
        return made;
    }

    /** Returns the name of a tool whose arguments are the answer; none of the others has it. */
    String answer(Predicate<String> taken) {
        String name = ForcedJson.name(taken);
        renamed.put(name, ForcedJson.TEXT);
        return name;
    }

    /** Returns the client's name of each tool that was renamed, by the name that is sent. */
    Map<String, String> renamed() {
        return renamed;
    }
}
