package io.throughline.sdk.mounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.RecordedCase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same conversation gives the same record, whichever way it goes: through a server, a client of Spring, a plain client, a vendor's SDK. */
@Timeout(120)
class SameRecordEverywhereTest {
    private static final List<Conversation> CONVERSATIONS = Stream.of(HandMade.all(), Conversation.recorded())
            .flatMap(List::stream)
            .toList();
    private static final Map<String, Map<Conversation, JsonNode>> RECORDS = new HashMap<>();

    @TempDir
    private static Path directory;

    private static Mounts mounts;

    @BeforeAll
    static void start() throws Exception {
        mounts = Mounts.start(CONVERSATIONS, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        mounts.close();
    }

    static Stream<Arguments> everyConversationEverywhere() {
        return mounts.all().stream()
                .flatMap(mount -> CONVERSATIONS.stream()
                        .filter(mount.takes())
                        .map(conversation -> Arguments.of(mount, conversation)));
    }

    @Test
    void thereAreRecordings() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: only conversations made by hand are compared");
        assertThat(Conversation.recorded()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyConversationEverywhere")
    void makesTheSameRecord(Mount mount, Conversation conversation) throws Exception {
        assertThat(lasting(mount, records(mount).get(conversation)))
                .isEqualTo(lasting(mount, ofTheHandler(conversation)));
    }

    /** What all others are held against, and what it must say itself. */
    private static JsonNode ofTheHandler(Conversation conversation) throws Exception {
        JsonNode known = records(mounts.handler()).get(conversation);
        assertThat(known.path("status").asInt()).isEqualTo(conversation.status());
        assertThat(known.path("trace_id").asText()).isEqualTo(Calling.TRACE);
        assertThat(known.path("requested_model").asText()).isEqualTo(conversation.model());
        assertThat(known.path("attempts")).hasSize(1);
        return known;
    }

    private static Map<Conversation, JsonNode> records(Mount mount) throws Exception {
        Map<Conversation, JsonNode> known = RECORDS.get(mount.name());
        if (known == null) {
            known = mounts.replay(
                    mount, CONVERSATIONS.stream().filter(mount.takes()).toList());
            RECORDS.put(mount.name(), known);
        }
        return known;
    }

    private static JsonNode lasting(Mount mount, JsonNode call) {
        return ComparableRecord.of(call, mount.name());
    }
}
