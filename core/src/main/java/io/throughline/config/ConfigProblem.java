package io.throughline.config;

import java.util.Optional;

/**
 * One thing that is wrong with a configuration, or that is taken and not used. Never holds the value of a secret.
 *
 * @param file where it stands: the file's name as it was given, or {@code environment}
 * @param line the line, from 1; 0 where there is none
 * @param column the column, from 1; 0 where there is none
 * @param keyPath the key, such as {@code providers.openai.api-key} or {@code keys[0].scopes}; empty for the file as a whole
 * @param message what is wrong and what is expected
 * @param suggestion the nearest right key or value, where one is near
 */
public record ConfigProblem(
        String file, int line, int column, String keyPath, String message, Optional<String> suggestion) {

    /** One line: {@code throughline.yaml:14: providers.openai.api-kye: unknown key; did you mean "api-key"?}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!keyPath.isEmpty()) {
            text.append(keyPath).append(": ");
        }
        text.append(message);
        suggestion.ifPresent(
                right -> text.append("; did you mean \"").append(right).append("\"?"));
        return text.toString();
    }
}
