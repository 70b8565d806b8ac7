package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import io.throughline.Throughline;
import io.throughline.access.Authenticator;
import io.throughline.access.Caller;
import io.throughline.access.CallerKey;
import io.throughline.config.ThroughlineConfig;
import io.throughline.route.Endpoint;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code explain}: says where a request would go and as what, as {@code POST /v1/explain} does. No server is started, and nothing sent or recorded. */
@CommandLine.Command(
        name = "explain",
        description = "Say where a request would go, why, and what the provider would get. Nothing is sent.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Mixin
    private ConfigOption option = new ConfigOption();

    @CommandLine.Option(
            names = {"-p", "--path"},
            paramLabel = "PATH",
            defaultValue = "/v1/chat/completions",
            description = "Where the request would be posted: ${DEFAULT-VALUE} if not said.")
    private String path = "";

    @CommandLine.Option(
            names = {"-k", "--key"},
            paramLabel = "NAME",
            description = "The name of the configured key that would be shown; without it, all is allowed.")
    private @Nullable String key;

    @CommandLine.Parameters(
            arity = "0..1",
            paramLabel = "BODY",
            description = "A file with the request's body; without one, or for -, it is read from the standard input.")
    private @Nullable Path body;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Endpoint endpoint = Endpoint.of("POST", path);
        if (!(endpoint instanceof Endpoint.ProviderCall) || endpoint instanceof Endpoint.StoredResponse) {
            throw usage("--path: " + path + " is no call of a model; such as /v1/messages is");
        }
        ThroughlineConfig config = option.find(terminal.env());
        Caller caller = caller(config);
        ThroughlineConfig.Telemetry telemetry = config.telemetry();
        // no sink is opened: a server may be at work on the same store
        ThroughlineConfig alone =
                config.with(new ThroughlineConfig.Telemetry(telemetry.content(), telemetry.queue(), List.of()));
        try (Throughline throughline = Throughline.create(alone)) {
            ProxyResponse answer = throughline
                    .handle(asked(caller, request()))
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            String said = new String(answer.body().inputStream().readAllBytes(), UTF_8);
            boolean fine = answer.status() == 200;
            (fine ? terminal.out() : terminal.err()).println(said);
            return fine ? 0 : 1;
        }
    }

    private Caller caller(ThroughlineConfig config) {
        if (key == null) {
            return Authenticator.inProcess();
        }
        CallerKey shown = config.keys().stream()
                .filter(one -> one.name().equals(key))
                .findFirst()
                .orElseThrow(() -> usage("--key: no key of that name is configured"));
        return new Caller(
                Optional.of(shown.name()), shown.tenant(), shown.environment(), shown.scopes(), shown.models());
    }

    private byte[] request() throws IOException {
        byte[] read = body == null || body.equals(Path.of("-")) ? terminal.in().readAllBytes() : contents(body);
        try (JsonReader in = JsonReader.over(read)) {
            boolean object = in.isObject();
            in.end();
            if (object) {
                return read;
            }
        } catch (IOException e) {
            throw new IOException("the request's body can't be read as JSON", e);
        }
        throw new IOException("the request's body is no JSON object");
    }

    private static byte[] contents(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    private ProxyRequest asked(Caller caller, byte[] request) {
        byte[] described = JsonText.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("path", path);
            out.writeFieldName("request");
            out.writeRawValue(new String(request, UTF_8));
            out.writeEndObject();
        });
        return new ProxyRequest(
                "POST",
                URI.create("/v1/explain"),
                Headers.of("Content-Type", "application/json"),
                Body.of(described),
                Attributes.none().with(Caller.KEY, caller));
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
