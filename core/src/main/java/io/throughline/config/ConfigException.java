package io.throughline.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used: everything that is wrong with it, at once. Its message has a line for each problem. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    ConfigException(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong, file by file and line by line; at least one. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
