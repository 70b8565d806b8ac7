package io.throughline.sdk;

import io.throughline.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent whose calls go to a remote Throughline. Immutable and safe for use by many threads: {@link #trace}, {@link #thread} and {@link
 * #user} return narrower copies, and the clients given are never changed.
 *
 * <pre>{@code
 * Agent agent = Agent.connect(URI.create("http://localhost:8080"), apiKey, "support-bot");
 * OpenAIClient openai = agent.trace("session-123").user(userId).openai(client);
 * }</pre>
 */
public final class Agent {
    private final Remote remote;
    private final Scope scope;
    private final Optional<AgentVersion> version;

    private Agent(Remote remote, Scope scope, Optional<AgentVersion> version) {
        this.remote = remote;
        this.scope = scope;
        this.version = version;
    }

    /**
     * Connects an agent that says nothing of its prompt and tools.
     *
     * @param throughline where Throughline is, with or without {@code /v1} at its end
     * @param apiKey the caller's key for Throughline, not a provider's; anything where Throughline has no keys configured
     * @param name the agent's name
     * @see Builder#connect()
     */
    public static Agent connect(URI throughline, String apiKey, String name) {
        return builder(throughline, apiKey, name).connect();
    }

    /** Returns a builder of an agent that says what it is made of; see {@link #connect(URI, String, String)} for the parameters. */
    public static Builder builder(URI throughline, String apiKey, String name) {
        return new Builder(Remote.of(throughline, Secret.of(apiKey)), Scope.NONE.withAgent(name), name);
    }

    /** Returns this agent in one of its runs. */
    public Agent trace(String id) {
        return new Agent(remote, scope.withTrace(id), version);
    }

    /** Returns this agent in a conversation of many runs. */
    public Agent thread(String id) {
        return new Agent(remote, scope.withThread(id), version);
    }

    /** Returns this agent as it works for a user of the application's. */
    public Agent user(String id) {
        return new Agent(remote, scope.withUser(id), version);
    }

    /** Returns what Throughline registered; empty where it could not be asked. */
    public Optional<AgentVersion> version() {
        return version;
    }

    /**
     * Returns a client like {@code client} that calls Throughline in this agent's name. It shares the connections of the one given, so
     * close that one alone.
     *
     * @param client an {@code OpenAIClient} or an {@code OpenAIClientAsync} of openai-java 3 or 4
     * @param <C> the client's type
     * @throws IllegalArgumentException when it is neither
     */
    public <C> C openai(C client) {
        return OpenAiClients.remote(client, remote, scope);
    }

    /**
     * Returns a client like {@code client} that calls Throughline in this agent's name. It shares the connections of the one given, so
     * close that one alone.
     *
     * @param client an {@code AnthropicClient} or an {@code AnthropicClientAsync} of anthropic-java 2 or 3, over any of its backends
     * @param <C> the client's type
     * @throws IllegalArgumentException when it is neither
     */
    public <C> C anthropic(C client) {
        return AnthropicClients.remote(client, remote, scope);
    }

    @Override
    public String toString() {
        return "Agent" + scope + " at " + remote.base();
    }

    /** Collects what an agent is made of. Not safe for use by several threads. */
    public static final class Builder {
        private final Remote remote;
        private final Scope scope;
        private final String name;
        private final List<AgentTool> tools = new ArrayList<>();
        private Optional<String> systemPrompt = Optional.empty();

        private Builder(Remote remote, Scope scope, String name) {
            this.remote = remote;
            this.scope = scope;
            this.name = name;
        }

        /** Says what the agent is told first of all. Another prompt makes another version of the agent. */
        public Builder systemPrompt(String prompt) {
            systemPrompt = Optional.of(prompt);
            return this;
        }

        /** Adds a tool that the agent may call. Other tools make another version of the agent. */
        public Builder tool(AgentTool tool) {
            tools.add(tool);
            return this;
        }

        /**
         * Registers the agent with Throughline and returns it. Waits 10 seconds at the most. Where Throughline is away, has trouble or is
         * too old to know of agents, that is logged as a warning and the agent works all the same: its first call registers it.
         *
         * @throws IllegalArgumentException when Throughline refuses the key, or what the agent is made of
         */
        public Agent connect() {
            return new Agent(remote, scope, AgentInit.register(remote, name, systemPrompt, tools));
        }
    }
}
