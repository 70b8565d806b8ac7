package io.throughline.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.access.Caller;
import io.throughline.dialect.RefusedException;
import io.throughline.record.AgentRecord;
import io.throughline.record.TelemetryRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent's version is what it was registered with: the same in any order of fields, another with any other word. */
class AgentVersionsTest {
    private static final Caller SHOP = caller("shop");

    private final List<TelemetryRecord> records = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final AgentRegistry registry = new AgentRegistry(() -> true, records::add, () -> now);

    @Test
    void aVersionIsTheSameInAnyOrderOfFields() {
        String hash = definition(
                        "{'agentName':'a','metadata':{'systemPrompt':'be kind','tools':[{'name':'t','inputSchema':{'a':1,'b':2}}]}}")
                .versionHash();
        assertThat(definition(
                                "{'metadata':{'tools':[{'inputSchema':{'b':2,'a':1},'name':'t'}],'systemPrompt':'be kind'},'agentName':'a'}")
                        .versionHash())
                .isEqualTo(hash)
                .hasSize(32);
        assertThat(definition(
                                "{'agentName':'a','metadata':{'systemPrompt':'be kind','tools':[{'name':'t','inputSchema':'{\\'b\\':2, \\'a\\':1}'}]}}"
                                        .replace("\\'", "\\\""))
                        .versionHash())
                .as("a schema as text")
                .isEqualTo(hash);
        assertThat(definition(
                                "{'agentName':'a','metadata':{'systemPrompt':'be kind!','tools':[{'name':'t','inputSchema':{'a':1,'b':2}}]}}")
                        .versionHash())
                .isNotEqualTo(hash);
    }

    @Test
    void idsAreTheSameOnEveryNode() {
        AgentDefinition definition = definition("{'agentName':'a','metadata':{'systemPrompt':'x'}}");
        AgentVersion version = AgentRegistry.version(SHOP, definition);
        assertThat(AgentRegistry.version(caller("shop"), definition)).isEqualTo(version);
        assertThat(AgentRegistry.version(caller("other"), definition).agentId()).isNotEqualTo(version.agentId());
        assertThat(AgentRegistry.version(caller("other"), definition).versionId())
                .isNotEqualTo(version.versionId());
        assertThat(version.versionHash())
                .as("SHA-256 of {\"systemPrompt\":\"x\"}, of which 32 digits")
                .isEqualTo("bec135522e1b6cf30541c507d068c256");
    }

    @Test
    void aVersionIsNewOnceAndCallsAreOfTheOneRegisteredLast() {
        AgentDefinition first = definition("{'agentName':'a','metadata':{'systemPrompt':'one'}}");
        AgentDefinition second = definition("{'agentName':'a','metadata':{'systemPrompt':'two'}}");
        assertThat(registry.seen(SHOP, "a")).as("known by its name alone").isEmpty();
        assertThat(registry.register(SHOP, first)).isTrue();
        assertThat(registry.register(SHOP, first)).isFalse();
        assertThat(registry.seen(SHOP, "a"))
                .contains(AgentRegistry.version(SHOP, first).versionId());
        assertThat(registry.register(SHOP, second)).isTrue();
        assertThat(registry.seen(SHOP, "a"))
                .contains(AgentRegistry.version(SHOP, second).versionId());
        assertThat(registry.seen(caller("other"), "a")).as("another tenant's").isEmpty();
        assertThat(records).extracting(TelemetryRecord::type).containsOnly("agent");
        assertThat(new String(records.get(1).json(), UTF_8))
                .contains(
                        "\"agent\":\"a\"",
                        "\"version_hash\":\"" + first.versionHash(),
                        "\"metadata\":{\"systemPrompt\":\"one\"}");
    }

    @Test
    void aVersionThatComesBackIsNotNewAndIsTheCurrentOneAgain() {
        AgentDefinition first = version(0);
        AgentDefinition second = version(1);
        assertThat(registry.register(SHOP, first)).isTrue();
        assertThat(registry.register(SHOP, second)).isTrue();
        assertThat(registry.register(SHOP, first)).isFalse();
        assertThat(registry.seen(SHOP, "a"))
                .contains(AgentRegistry.version(SHOP, first).versionId());
        assertThat(registry.register(caller("other"), second))
                .as("another tenant's")
                .isTrue();
        assertThat(records).as("each turn is on record").hasSize(4);
    }

    @Test
    void ofAnAgentsVersionsTheLastEightAreRemembered() {
        for (int i = 0; i < 9; i++) {
            assertThat(registry.register(SHOP, version(i))).isTrue();
        }
        for (int i = 8; i > 0; i--) {
            assertThat(registry.register(SHOP, version(i))).isFalse();
        }
        assertThat(registry.register(SHOP, version(0))).as("forgotten").isTrue();
    }

    private static AgentDefinition version(int number) {
        return definition("{'agentName':'a','metadata':{'systemPrompt':'" + number + "'}}");
    }

    @Test
    void anAgentIsRecordedOnEachDayOfItsUse() {
        registry.seen(SHOP, "a");
        registry.seen(SHOP, "a");
        assertThat(records).hasSize(1);
        now = now.plusSeconds(86_400);
        registry.seen(SHOP, "a");
        assertThat(records).hasSize(2);
        assertThat(((AgentRecord) records.get(1)).at()).isEqualTo(now);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "[],",
                "{},agentName",
                "{'agentName':5},agentName",
                "{'agentName':''},agentName",
                "{'agentName':'a\\u0007'},agentName",
                "|{'agentName':'a','metadata':[]}|,metadata",
                "|{'agentName':'a','metadata':{'systemPrompt':1}}|,metadata.systemPrompt",
                "|{'agentName':'a','metadata':{'tools':{}}}|,metadata.tools",
                "|{'agentName':'a','metadata':{'tools':[{'name':'t'},{'name':''}]}}|,metadata.tools[1].name",
                "|{'agentName':'a','metadata':{'tools':[5]}}|,metadata.tools[0]"
            })
    void whatIsWrongIsNamed(String body, String field) {
        assertThatThrownBy(() -> definition(body))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).isEqualTo(Optional.ofNullable(field)));
    }

    private static AgentDefinition definition(String body) {
        return AgentDefinition.read(body.replace('\'', '"').getBytes(UTF_8));
    }

    static Caller caller(String tenant) {
        return new Caller(Optional.empty(), tenant, "production", Set.of("events"), List.of());
    }
}
