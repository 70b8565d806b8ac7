package io.throughline.agent;

import io.throughline.access.Caller;
import io.throughline.record.AgentRecord;
import io.throughline.record.TelemetryRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agents that this process has seen, and the versions of each that were registered last. Agents are a tenant's and an environment's own. Ids are made
 * of names, so that all nodes agree without asking each other. Bounded: what is forgotten is registered anew when it is seen again. Safe for use by
 * many threads; never blocks on anything but its own short lock.
 */
public final class AgentRegistry {
    private static final int MOST_AGENTS = 50_000;

    /** Of one agent: nodes that deploy one after the other take turns between two. */
    private static final int MOST_VERSIONS = 8;

    private final BoundedMap<Key, Known> agents = new BoundedMap<>(MOST_AGENTS);
    private final BooleanSupplier content;
    private final Consumer<TelemetryRecord> records;
    private final InstantSource clock;

    /**
     * Makes a registry.
     *
     * @param content tells whether what agents were registered with is kept
     * @param records takes a record of each version
     * @param clock tells the time
     */
    public AgentRegistry(BooleanSupplier content, Consumer<TelemetryRecord> records, InstantSource clock) {
        this.content = content;
        this.records = records;
        this.clock = clock;
    }

    /** Returns the version that a definition is, whether it was registered before or not. */
    public static AgentVersion version(Caller caller, AgentDefinition definition) {
        String agentId = agentId(caller, definition.name());
        String hash = definition.versionHash();
        return new AgentVersion(agentId, NamedId.of("agent version", agentId, hash), hash);
    }

    /**
     * Registers a version of an agent: it is the one that the agent's calls are of from now on.
     *
     * @return whether it is none of the agent's last eight that this process has seen
     */
    public boolean register(Caller caller, AgentDefinition definition) {
        AgentVersion version = version(caller, definition);
        LocalDate today = today();
        Key key = new Key(caller, definition.name());
        Known known;
        Known before;
        synchronized (agents) {
            before = agents.get(key);
            List<String> hashes = before == null ? List.of() : before.hashes;
            known = new Known(version, definition.metadata(), today, with(version.versionHash(), hashes));
            agents.put(key, known);
        }
        if (before == null || !version.equals(before.version) || !today.equals(before.recorded)) {
            record(caller, definition.name(), known);
        }
        return before == null || !before.hashes.contains(version.versionHash());
    }

    /** Notes that an agent has made a call or told an event: one that nobody knows is registered by that. Returns its version's id, where it has one. */
    public Optional<String> seen(Caller caller, String name) {
        LocalDate today = today();
        Known known;
        boolean due;
        synchronized (agents) {
            Key key = new Key(caller, name);
            Known before = agents.get(key);
            due = before == null || !today.equals(before.recorded);
            known = before == null ? new Known(null, "", today, List.of()) : before.on(today);
            if (due) {
                agents.put(key, known);
            }
        }
        if (due) {
            record(caller, name, known);
        }
        return Optional.ofNullable(known.version).map(AgentVersion::versionId);
    }

    private static List<String> with(String last, List<String> earlier) {
        return Stream.concat(Stream.of(last), earlier.stream().filter(hash -> !hash.equals(last)))
                .limit(MOST_VERSIONS)
                .toList();
    }

    private void record(Caller caller, String name, Known known) {
        Optional<AgentVersion> version = Optional.ofNullable(known.version);
        String agentId = agentId(caller, name);
        Instant now = clock.instant();
        records.accept(new AgentRecord(
                version.map(AgentVersion::versionId).orElse(agentId),
                caller.tenant(),
                caller.environment(),
                name,
                agentId,
                version.map(AgentVersion::versionHash),
                version.filter(it -> content.getAsBoolean()).map(it -> known.metadata),
                now));
    }

    private static String agentId(Caller caller, String name) {
        return NamedId.of("agent", caller.tenant(), caller.environment(), name);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private record Key(String tenant, String environment, String name) {
        Key(Caller caller, String name) {
            this(caller.tenant(), caller.environment(), name);
        }
    }

    /**
     * An agent that was seen.
     *
     * @param version its version, null where it was only seen on a call
     * @param metadata what it was registered with
     * @param recorded when it was recorded last
     * @param hashes its last versions, the current one first
     */
    private record Known(@Nullable AgentVersion version, String metadata, LocalDate recorded, List<String> hashes) {
        Known on(LocalDate day) {
            return new Known(version, metadata, day, hashes);
        }
    }
}
