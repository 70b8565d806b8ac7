package io.throughline.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a cell of keys as the documentation writes them: {@code a.b}, {@code .c} beside the key before, {@code a.{b,c}} for two. */
final class DocumentedKeys {
    private static final Pattern TOLD = Pattern.compile("`([^`]+)`");
    private static final Pattern BRACES = Pattern.compile("(.*)\\{([^}]*)}(.*)");

    private DocumentedKeys() {}

    static Stream<String> of(String cell) {
        List<String> keys = new ArrayList<>();
        Matcher told = TOLD.matcher(cell);
        while (told.find()) {
            String key = told.group(1);
            String before = keys.isEmpty() ? "" : keys.get(0);
            String whole = key.startsWith(".") ? parent(before) + key : key;
            Matcher braces = BRACES.matcher(whole);
            if (braces.matches()) {
                for (String one : braces.group(2).split(",")) {
                    keys.add(braces.group(1) + one + braces.group(3));
                }
            } else {
                keys.add(whole);
            }
        }
        return keys.stream();
    }

    private static String parent(String key) {
        return key.substring(0, key.lastIndexOf('.'));
    }
}
