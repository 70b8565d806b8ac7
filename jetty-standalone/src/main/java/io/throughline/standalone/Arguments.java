package io.throughline.standalone;

import java.util.List;
import java.util.stream.Stream;

/** What is typed, before it is parsed. */
final class Arguments {
    private static final List<String> HELP = List.of("-h", "--help", "-V", "--version");

    private Arguments() {}

    static boolean asksForHelp(String argument) {
        return HELP.contains(argument);
    }

    static boolean isWord(String argument) {
        return !argument.startsWith("-") && !argument.isEmpty();
    }

    static String[] behind(String command, String[] arguments) {
        return Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new);
    }
}
