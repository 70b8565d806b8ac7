package io.throughline.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong and what is only worth a warning. Used by one thread. */
final class Problems {
    private static final int MOST = 200;
    private final String file;
    private final List<ConfigProblem> errors = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    /** A collection for a configuration whose own file is called {@code file}; its problems come first. */
    Problems(String file) {
        this.file = file;
    }

    void error(Place place, String message) {
        error(place, message, Optional.empty());
    }

    void error(Place place, String message, Optional<String> suggestion) {
        add(errors, place, message, suggestion);
    }

    void warn(Place place, String message) {
        warn(place, message, Optional.empty());
    }

    void warn(Place place, String message, Optional<String> suggestion) {
        add(warnings, place, message, suggestion);
    }

    /** Throws everything that is wrong, if anything is. */
    void throwErrors() {
        if (!errors.isEmpty()) {
            throw new ConfigException(sorted(errors));
        }
    }

    List<ConfigProblem> warnings() {
        return sorted(warnings);
    }

    private static void add(List<ConfigProblem> list, Place place, String message, Optional<String> suggestion) {
        if (list.size() < MOST) {
            list.add(new ConfigProblem(place.file(), place.line(), place.column(), place.path(), message, suggestion));
        }
    }

    private List<ConfigProblem> sorted(List<ConfigProblem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(
                                (ConfigProblem problem) -> problem.file().equals(file) ? "" : problem.file())
                        .thenComparingInt(ConfigProblem::line)
                        .thenComparingInt(ConfigProblem::column))
                .toList();
    }
}
