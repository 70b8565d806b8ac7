package io.throughline.testkit;

import static io.throughline.testkit.Calls.CHAT;
import static io.throughline.testkit.Calls.STREAM;
import static io.throughline.testkit.Calls.UNARY;
import static io.throughline.testkit.Calls.delta;
import static io.throughline.testkit.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.testkit.MountContract.Ability;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A client that leaves ends its call at the provider within a second, whatever the call was doing, and the record says so. */
interface LeavingClientContract extends Mounted {
    /** Returns what the server under this mount can't notice, each with the reason. */
    Map<Ability, String> lacks();

    @Test
    default void aClientMayLeaveBeforeTheHead() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_BEFORE_THE_HEAD);
        provider().answer(Script.neverAnswer());
        WireClient client = WireClient.connect(base());
        client.post(CHAT, STREAM);
        assertLeftBeforeTheHead(recordAfterLeave(client), true);
    }

    @Test
    default void aClientMayLeaveASilentStream() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_A_SILENT_STREAM);
        provider().answer(Script.eventStream().event(delta("one")).stall());
        WireClient client = WireClient.connect(base());
        client.post(CHAT, STREAM);
        WireClient.Head head = client.head();
        client.event();
        JsonNode record = recordAfterLeave(client);
        assertThat(head.headers("x-throughline-call-id"))
                .containsExactly(record.path("id").asText());
        assertThat(record.path("status").asInt()).isEqualTo(200);
        assertThat(record.path("streamed").asBoolean()).isTrue();
        assertThat(text(record)).as("what the client has got").isEqualTo("one");
    }

    @Test
    default void aClientMayLeaveABusyStream() throws Exception {
        Script script = Script.eventStream();
        for (int n = 0; n < 200; n++) {
            script = script.event(delta("word ")).pause(Duration.ofMillis(20));
        }
        provider().answer(script.stall());
        WireClient client = WireClient.connect(base());
        client.post(CHAT, STREAM);
        client.head();
        client.event();
        JsonNode record = recordAfterLeave(client);
        assertThat(record.path("status").asInt()).isEqualTo(200);
        assertThat(text(record)).startsWith("word ").hasSizeLessThan(200 * "word ".length());
    }

    @Test
    default void aClientMayLeaveAUnaryCallBeforeTheHead() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_A_UNARY_CALL);
        provider().answer(Script.neverAnswer());
        WireClient client = WireClient.connect(base());
        client.post(CHAT, UNARY);
        assertLeftBeforeTheHead(recordAfterLeave(client), false);
    }

    @Test
    default void aClientMayLeaveAUnaryCallInTheMiddleOfTheAnswer() throws Exception {
        assume(Ability.SEES_CLIENT_LEAVE_A_UNARY_CALL);
        provider().answer(json().contentLength(1000).write("{\"id\":").stall());
        WireClient client = WireClient.connect(base());
        client.post(CHAT, UNARY);
        JsonNode record = recordAfterLeave(client);
        assertThat(record.path("streamed").asBoolean()).isFalse();
    }

    /** Leaves as soon as the call is at the provider; returns the call's record. */
    private JsonNode recordAfterLeave(WireClient client) throws IOException {
        ScriptedExchange exchange = provider().awaitExchange(SOON);
        client.close();
        assertThat(exchange.awaitDisconnect(Duration.ofSeconds(1)))
                .as("the provider hears within a second that the client has left")
                .isTrue();
        JsonNode record = records().awaitOne(SOON);
        assertThat(record.path("outcome").asText()).isEqualTo("client_left");
        assertThat(record.has("error")).as("a leave is nobody's error").isFalse();
        return record;
    }

    private static void assertLeftBeforeTheHead(JsonNode record, boolean streamed) {
        assertThat(record.path("status").asInt()).as("no status was sent").isZero();
        assertThat(record.path("streamed").asBoolean()).isEqualTo(streamed);
        assertThat(record.path("attempts")).hasSize(1);
        assertThat(record.path("attempts").path(0).path("error_class").asText()).isEqualTo("client_left");
    }

    private static String text(JsonNode record) {
        JsonNode blocks = record.path("response").path("choices").path(0).path("blocks");
        return blocks.path(0).path("text").asText();
    }

    private void assume(Ability ability) {
        String reason = lacks().get(ability);
        Assumptions.assumeTrue(reason == null, () -> ability + ": " + reason);
    }
}
