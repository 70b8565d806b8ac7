package io.throughline.standalone;

import io.throughline.config.ConfigException;
import io.throughline.provider.NearestNames;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;

/** The command line. Exit codes: 0 fine, 2 usage, 3 configuration, 1 otherwise. */
@CommandLine.Command(
        name = "throughline",
        description = "An LLM proxy: one address for every provider, with a trace of every call.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {ServeCommand.class, DemoCommand.class, CheckCommand.class, ExplainCommand.class},
        footer = {
            "",
            "Without a command it serves. Without --config it reads THROUGHLINE_CONFIG, then throughline.yaml here,",
            "then the environment: every provider whose key is set, and echo, which needs none."
        })
public final class Main implements Runnable {
    static final int USAGE = 2;
    static final int CONFIGURATION = 3;

    Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, new Terminal(System.getenv(), System.in, writer(System.out), writer(System.err))));
    }

    /** Runs a command; a server runs until its process is told to end. */
    static int run(String[] arguments, Terminal terminal) {
        CommandLine line = new CommandLine(new Main(), new Commands(terminal));
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setExecutionExceptionHandler((failure, command, parsed) -> told(failure, command.getErr()));
        if (arguments.length > 0
                && Arguments.isWord(arguments[0])
                && !line.getSubcommands().containsKey(arguments[0])) {
            return unknown(arguments[0], line);
        }
        boolean named = arguments.length > 0
                && (line.getSubcommands().containsKey(arguments[0]) || Arguments.asksForHelp(arguments[0]));
        return line.execute(named ? arguments : Arguments.behind("serve", arguments));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        throw new IllegalStateException("a command is always named");
    }

    /** No command takes a word first, so one that is none of theirs was meant to be. */
    private static int unknown(String word, CommandLine line) {
        Optional<String> meant =
                NearestNames.nearest(word, line.getSubcommands().keySet());
        line.getErr()
                .println("throughline: unknown command '" + word + "'"
                        + meant.map(command -> "; did you mean '" + command + "'?")
                                .orElse("; throughline --help lists them"));
        return USAGE;
    }

    private static int told(Exception failure, PrintWriter err) {
        if (failure instanceof ConfigException wrong) {
            wrong.problems().forEach(err::println);
            return CONFIGURATION;
        }
        err.println("throughline: " + failure.getMessage());
        return 1;
    }

    /** What is printed for {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"throughline " + (version == null ? "(not packaged)" : version)};
        }
    }
}
