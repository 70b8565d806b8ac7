package io.throughline.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every mount that serves HTTP does, proven from outside: raw sockets on the client's side, a scripted provider on the other. Each part
 * of the contract is an interface, whose tests run with every mount's own.
 *
 * <p>A mount's test says how to mount, and what its server can't do:
 *
 * <pre>{@code
 * class JettyMountTest extends MountContract {
 *     protected URI mount(String yaml) { … }
 *     protected void unmount() { … }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class MountContract
        implements SameBytesContract,
                HeadersContract,
                BrokenProviderContract,
                LeavingClientContract,
                NothingLeftContract,
                LoadContract {
    private ScriptedProvider provider;
    private URI base;
    private JsonlRecords records;

    /** For the subclasses. */
    protected MountContract() {}

    /** What a server may be unable to notice. */
    public enum Ability {
        /** That the client has gone while a stream's head is awaited. */
        SEES_CLIENT_LEAVE_BEFORE_THE_HEAD,
        /** That the client has gone while a stream is silent. */
        SEES_CLIENT_LEAVE_A_SILENT_STREAM,
        /** That the client has gone while a unary answer is awaited. */
        SEES_CLIENT_LEAVE_A_UNARY_CALL
    }

    /**
     * Mounts Throughline with this configuration on a free port.
     *
     * @param yaml the text of a {@code throughline.yaml}
     * @return the address before {@code /v1/…}, without a slash at the end
     */
    protected abstract URI mount(String yaml) throws Exception;

    /** Stops what {@link #mount} has started. */
    protected abstract void unmount() throws Exception;

    /** Returns what the server under this mount can't do, each with the reason; those tests are reported as aborted. */
    @Override
    public Map<Ability, String> lacks() {
        return Map.of();
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        provider = ScriptedProvider.start();
        records = new JsonlRecords(directory.resolve("records.jsonl"));
        base = mount("""
                server: {max-request-bytes: 1MiB}
                extras: false
                extras: false
                trace: {signatures: off}
                retry: {max-attempts: 1}
                providers:
                  scripted: {dialect: openai, base-url: "%s/v1", api-key: provider-key, models: [m]}
                telemetry: {jsonl: {path: '%s'}}
                """.formatted(provider.uri(), records.file()));
    }

    @AfterEach
    void stop() throws Exception {
        unmount();
        provider.close();
    }

    @Override
    public final ScriptedProvider provider() {
        return provider;
    }

    @Override
    public final URI base() {
        return base;
    }

    @Override
    public final JsonlRecords records() {
        return records;
    }
}
