package io.throughline.standalone;

import io.throughline.config.ConfigSource;
import io.throughline.config.ThroughlineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
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
            converter = Port.class,
            description = "The port to listen on; 0 for any free one.")
    private @Nullable Integer port;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        boolean open = host != null && !InetAddress.getByName(host).isLoopbackAddress();
        ConfigSource source = config.source(terminal.env())
                .with(found -> ConfigOption.at(found, host, port))
                .with(found -> guarded(found, open));
        ThroughlineConfig settings = read(source);
        settings.warnings().forEach(terminal.err()::println);
        ConfigOption.storeFault(settings).ifPresent(terminal.err()::println);
        StandaloneServer server = StandaloneServer.start(settings);
        Hangup.tells(server.watch(source)::reload);
        Drain.whenTold(server);
        Banner.print(terminal.out(), server.uri(), settings);
        Drain.await();
        return 0;
    }

    private static ThroughlineConfig read(ConfigSource source) throws IOException {
        try {
            return source.load();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What the file says of its own address is checked with it; this is the command line's. */
    private ThroughlineConfig guarded(ThroughlineConfig found, boolean open) {
        if (open && found.keys().isEmpty()) {
            throw new UncheckedIOException(new IOException(
                    "--host " + host + " would let anyone call: configure keys first, or stay on a loopback address"));
        }
        return found;
    }
}
