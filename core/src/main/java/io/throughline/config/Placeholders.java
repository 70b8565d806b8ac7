package io.throughline.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${NAME}}, {@code ${NAME:default}} and {@code ${file:path}} inside a value. Two dollar signs and a brace stand for one and a
 * brace. A default may hold placeholders; what a variable or a file holds is taken as it is. A variable that is set to nothing counts as set.
 * A file is read up to 64 KiB, as UTF-8, without the line breaks at its end; its path is relative to the configuration's directory.
 */
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final String FILE = "file:";
    private static final int LARGEST_FILE = 64 * 1024;
    private static final int DEEPEST = 8;

    private final Map<String, String> env;
    private final Path directory;
    private final Consumer<Path> files;

    Placeholders(Map<String, String> env, Path directory, Consumer<Path> files) {
        this.files = files;
        this.env = env;
        this.directory = directory;
    }

    static boolean areIn(String text) {
        return text.contains("${");
    }

    /** Returns the text with its placeholders resolved; empty, with {@code problem} told what is wrong, where that can't be. */
    Optional<String> resolve(String text, Consumer<String> problem) {
        return areIn(text) ? resolve(text, 0, problem) : Optional.of(text);
    }

    private Optional<String> resolve(String text, int depth, Consumer<String> problem) {
        if (depth > DEEPEST) {
            problem.accept("placeholders stand in each other's defaults too deep");
            return Optional.empty();
        }
        StringBuilder resolved = new StringBuilder(text.length());
        boolean complete = true;
        int from = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", from)) {
            if (start > from && text.charAt(start - 1) == '$') {
                resolved.append(text, from, start - 1).append("${");
                from = start + 2;
                continue;
            }
            int end = end(text, start + 2);
            if (end < 0) {
                problem.accept("\"${\" without its \"}\"; write \"$${\" for the characters themselves");
                return Optional.empty();
            }
            Optional<String> value = value(text.substring(start + 2, end), depth, problem);
            complete &= value.isPresent();
            resolved.append(text, from, start).append(value.orElse(""));
            from = end + 1;
        }
        return complete ? Optional.of(resolved.append(text, from, text.length()).toString()) : Optional.empty();
    }

    private static int end(String text, int from) {
        int open = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.startsWith("${", i)) {
                open++;
            } else if (text.charAt(i) == '}' && --open == 0) {
                return i;
            }
        }
        return -1;
    }

    private Optional<String> value(String inside, int depth, Consumer<String> problem) {
        if (inside.startsWith(FILE)) {
            return file(inside.substring(FILE.length()), problem);
        }
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        if (!NAME.matcher(name).matches()) {
            problem.accept("a placeholder is ${NAME}, ${NAME:default} or ${file:path}, and this one's name is none");
            return Optional.empty();
        }
        String value = env.get(name);
        if (value != null) {
            return Optional.of(value);
        }
        if (colon >= 0) {
            return resolve(inside.substring(colon + 1), depth + 1, problem);
        }
        problem.accept("the environment variable " + name + " is not set");
        return Optional.empty();
    }

    private Optional<String> file(String name, Consumer<String> problem) {
        try {
            Path path = directory.resolve(name);
            files.accept(path);
            if (!Files.isRegularFile(path)) {
                problem.accept("there is no file " + Shown.path(name));
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
                if (bytes.length > LARGEST_FILE) {
                    problem.accept("the file " + Shown.path(name) + " is larger than 64 KiB");
                    return Optional.empty();
                }
                String content = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return Optional.of(content.replaceFirst("[\\r\\n]+\\z", ""));
            }
        } catch (CharacterCodingException e) {
            problem.accept("the file " + Shown.path(name) + " is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            problem.accept("the file " + Shown.path(name) + " can't be read");
        }
        return Optional.empty();
    }
}
