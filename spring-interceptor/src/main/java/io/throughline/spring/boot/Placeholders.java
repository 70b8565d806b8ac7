package io.throughline.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Resolves placeholders as Spring does, but for <code>${file:path}</code>, which Throughline resolves itself. What a property holds is taken
 * as it is.
 */
final class Placeholders {
    private static final Pattern FILE = Pattern.compile("\\$\\{file:[^}]*}");
    private static final String MARK = "\u0001file\u0001";

    private final ConfigurableEnvironment environment;

    Placeholders(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** Returns a value to be read by Throughline's own configuration. */
    String resolve(String written) {
        List<String> files = new ArrayList<>();
        Matcher file = FILE.matcher(written);
        String marked = file.replaceAll(match -> {
            files.add(match.group());
            return MARK;
        });
        String resolved = environment.resolveRequiredPlaceholders(marked).replace("${", "$${");
        for (String one : files) {
            resolved = resolved.replaceFirst(MARK, Matcher.quoteReplacement(one));
        }
        return resolved;
    }
}
