package io.throughline.echo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The simulated models. A request for any other name gets {@link #ECHO} under that name. */
enum EchoModel {
    /** A token every 15 ms. */
    ECHO("echo", 15),
    /** As fast as it is read. */
    ECHO_FAST("echo-fast", 0),
    /** A token every 100 ms. */
    ECHO_SLOW("echo-slow", 100),
    /** Reasons first. */
    ECHO_REASONING("echo-reasoning", 15),
    /** Calls the first tool offered. */
    ECHO_TOOLS("echo-tools", 15);

    private final String id;
    private final Duration pace;

    EchoModel(String id, int paceMillis) {
        this.id = id;
        this.pace = Duration.ofMillis(paceMillis);
    }

    /** Returns the model of that name. */
    static EchoModel named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.id.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(ECHO);
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(EchoModel::id).toList();
    }

    String id() {
        return id;
    }

    Duration pace() {
        return pace;
    }

    /** Returns how many tokens it reasons when nobody says otherwise. */
    int reasoning() {
        return this == ECHO_REASONING ? 24 : 0;
    }
}
