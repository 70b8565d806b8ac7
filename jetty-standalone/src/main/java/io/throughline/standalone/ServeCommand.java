package io.throughline.standalone;

import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code serve}: the server, until its process is told to end. */
@CommandLine.Command(name = "serve", description = "Serve (the default).", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Option(names = "--host", paramLabel = "HOST", description = "The address to listen on.")
    private @Nullable String host;

    @CommandLine.Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen on; 0 for any free one.")
    private @Nullable Integer port;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ThroughlineConfig settings = ConfigOption.at(config.load(terminal.env()), host, port);
        if (host != null
                && settings.keys().isEmpty()
                && !InetAddress.getByName(host).isLoopbackAddress()) {
            throw new IOException(
                    "--host " + host + " would let anyone call: configure keys first, or stay on a loopback address");
        }
        settings.warnings().forEach(terminal.err()::println);
        StandaloneServer server = StandaloneServer.start(settings);
        Drain.whenTold(server);
        Banner.print(terminal.out(), server.uri(), settings);
        Drain.await();
        return 0;
    }
}
