package io.throughline.standalone;

import io.throughline.access.CallerKey;
import io.throughline.config.ThroughlineConfig;
import io.throughline.sink.SinkSettings;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code check}: reads the configuration and says what is wrong with it, all at once, or what it amounts to. */
@CommandLine.Command(name = "check", description = "Check the configuration.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Mixin
    private ConfigOption option = new ConfigOption();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ThroughlineConfig config = option.load(terminal.env());
        config.warnings().forEach(warning -> terminal.out().println("warning: " + warning));
        ConfigOption.storeFault(config).ifPresent(fault -> terminal.out().println("warning: " + fault));
        terminal.out().println("The configuration is fine.");
        terminal.out()
                .println("  listens on  " + config.server().host() + ":"
                        + config.server().port());
        terminal.out()
                .println("  providers   " + String.join(", ", config.providers().keySet()));
        terminal.out()
                .println("  keys        "
                        + (config.keys().isEmpty()
                                ? "none, so only this machine is served"
                                : String.join(
                                        ", ",
                                        config.keys().stream()
                                                .map(CallerKey::name)
                                                .toList())));
        terminal.out()
                .println("  records to  "
                        + String.join(
                                ", ",
                                config.telemetry().sinks().stream()
                                        .map(CheckCommand::name)
                                        .toList()));
        return 0;
    }

    private static String name(SinkSettings settings) {
        return settings.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
