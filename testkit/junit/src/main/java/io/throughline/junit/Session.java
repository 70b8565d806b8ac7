package io.throughline.junit;

import io.throughline.Throughline;
import io.throughline.Upstream;
import io.throughline.config.ThroughlineConfig;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one test has: its handler, its calls, its cassette. Safe for use by many threads. */
final class Session {
    private final CallCounts counts = new CallCounts();
    private final Tape tape = new Tape();
    private final AtomicInteger tries = new AtomicInteger();
    private final Optional<CassetteSpec> cassette;
    private final Optional<ReplayingUpstream> replaying;
    private final List<LlmFault> faults;
    private final List<String> providers;
    private final Throughline throughline;
    private @Nullable LocalServer server;

    /**
     * Begins.
     *
     * @param config how the handler is configured
     * @param cassette the cassette, if there is one
     * @param faults what goes wrong
     * @param env the environment
     */
    Session(TestConfig config, Optional<CassetteSpec> cassette, List<LlmFault> faults, Map<String, String> env) {
        this.cassette = cassette;
        this.faults = List.copyOf(faults);
        Optional<CassetteFile> recorded = cassette.filter(CassetteSpec::replay).map(Session::read);
        this.replaying = recorded.map(
                file -> new ReplayingUpstream(file.interactions(), spec().ignoring(), "the cassette " + spec().file()));
        ThroughlineConfig read =
                recorded.map(file -> config.replaying(env, file.providers())).orElseGet(() -> config.live(env));
        this.providers = List.copyOf(read.providers().keySet());
        this.throughline = Throughline.create(read, counts, this::transport);
    }

    Throughline throughline() {
        return throughline;
    }

    LlmCalls calls() {
        return new LlmCalls(counts);
    }

    /** Returns the address of a server, which is started when it is first asked for. */
    synchronized URI address() {
        if (server == null) {
            server = LocalServer.start(throughline::handle);
        }
        return server.address();
    }

    /** Ends all calls. */
    synchronized void close() {
        if (server != null) {
            server.close();
        }
        throughline.close();
    }

    /** Writes what was recorded. */
    void keep() {
        cassette.filter(spec -> !spec.replay())
                .ifPresent(spec -> new CassetteFile(providers, tape.interactions()).write(spec.file()));
    }

    /**
     * Fails where calls were made that are not recorded.
     *
     * @throws AssertionError telling of each how it differs
     */
    void verify() {
        List<String> misses = replaying.map(ReplayingUpstream::misses).orElse(List.of());
        if (!misses.isEmpty()) {
            throw new AssertionError(String.join("\n", misses)
                    + "\nTo record anew, run the test with -Dthroughline.cassettes=record and the providers' keys");
        }
    }

    /** Faults outermost: what they do is not recorded. */
    private Upstream transport(Upstream carrier) {
        return request -> {
            counts.tried();
            Optional<LlmFault> fault = FaultyUpstream.due(faults, tries.getAndIncrement());
            return new FaultyUpstream(taped(carrier), fault).send(request);
        };
    }

    private Upstream taped(Upstream carrier) {
        return replaying
                .<Upstream>map(replay -> replay)
                .or(() -> cassette.map(spec -> new RecordingUpstream(carrier, tape, spec.ignoring())))
                .orElse(carrier);
    }

    private CassetteSpec spec() {
        return cassette.orElseThrow();
    }

    private static CassetteFile read(CassetteSpec spec) {
        return Files.exists(spec.file()) ? CassetteFile.read(spec.file()) : new CassetteFile(List.of(), List.of());
    }
}
