package io.throughline.standalone;

import io.throughline.config.ThroughlineConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code demo}: the server with the simulated model alone, a conversation of three agents, and their trace. Needs no key. */
@CommandLine.Command(
        name = "demo",
        description = "Serve a simulated model, hold a short conversation, show its trace.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Port.class,
            description = "The port to listen on; 0 for any free one.")
    private int port = 8080;

    @CommandLine.Option(names = "--once", description = "End after the conversation rather than go on serving.")
    private boolean once;

    @CommandLine.Option(names = "--data", paramLabel = "DIR", description = "Where to keep the records.")
    private Path data = Path.of("throughline-data");

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ThroughlineConfig keyless = ThroughlineConfig.fromEnvironment(
                Map.of(), Path.of(terminal.env().getOrDefault("HOME", ".")).resolve(".throughline-demo"));
        ThroughlineConfig config = ConfigOption.at(ConfigOption.withStore(keyless, data), null, port);
        StandaloneServer server = StandaloneServer.start(config);
        Banner.print(terminal.out(), server.uri(), config);
        terminal.out().println();
        String trace = new DemoConversation(server.uri(), terminal.out()).hold();
        terminal.out().println();
        terminal.out().println("See all of it:  curl " + server.uri() + "/v1/traces/" + trace);
        terminal.out()
                .println("Say something:  curl " + server.uri()
                        + "/v1/chat/completions -H 'Content-Type: application/json' \\");
        terminal.out()
                .println(
                        "                  -d '{\"model\":\"echo/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'");
        terminal.out().flush();
        if (once) {
            server.close();
            return 0;
        }
        Drain.whenTold(server);
        Drain.await();
        return 0;
    }
}
