package io.throughline.sdk;

/**
 * What Throughline knows an agent by.
 *
 * @param agentId the agent, whatever it is made of
 * @param versionId the agent with this prompt and these tools
 * @param versionHash the hash of prompt and tools
 * @param created whether this version is a new one
 */
public record AgentVersion(String agentId, String versionId, String versionHash, boolean created) {}
