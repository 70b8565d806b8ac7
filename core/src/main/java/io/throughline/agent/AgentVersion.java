package io.throughline.agent;

/**
 * A version of an agent.
 *
 * @param agentId the agent, whatever its version
 * @param versionId the version
 * @param versionHash what the version was made from: 32 hexadecimal digits of the SHA-256 of its metadata's canonical JSON
 */
public record AgentVersion(String agentId, String versionId, String versionHash) {}
