package io.throughline.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.access.Caller;
import io.throughline.dialect.RefusedException;
import io.throughline.record.EventRecord;
import io.throughline.record.TelemetryRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Events are kept, placed in their traces, and wrong ones lose none of the others. */
class RuntimeEventsTest {
    private static final Caller SHOP = AgentVersionsTest.caller("shop");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final List<TelemetryRecord> records = new ArrayList<>();
    private final Timelines timelines = new Timelines();
    private Instant now = NOON;
    private final RuntimeEvents events = new RuntimeEvents(
            timelines, new AgentRegistry(() -> true, telemetry -> {}, () -> now), () -> true, records::add, () -> now);

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeIsTaken(EventType type) {
        RuntimeEvents.Told told =
                tell("{'eventType':'" + type.told() + "','traceId':'t'}").get(0);
        assertThat(told).isInstanceOf(RuntimeEvents.Told.Accepted.class);
        assertThat(kept(0).eventType()).isEqualTo(type.told());
    }

    @Test
    void oneBadEventLosesNoneOfTheOthers() {
        List<RuntimeEvents.Told> told = tell("[{'eventType':'error','traceId':'t','content':{'message':'m'}},5,"
                + "{'eventType':'nothing','traceId':'t'},{'eventType':'error'},{'eventType':'error','traceId':'u'}]");
        assertThat(told)
                .extracting(one -> one.getClass().getSimpleName())
                .containsExactly("Accepted", "Rejected", "Rejected", "Rejected", "Accepted");
        assertThat(records).hasSize(2);
        assertThat(new String(records.get(0).json(), UTF_8)).contains("\"content\":{\"message\":\"m\"}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "|{'traceId':'t'}|,eventType",
                "|{'eventType':'error'}|,traceId",
                "|{'eventType':'error','traceId':'a b'}|,traceId",
                "|{'eventType':'error','traceId':'a\\r\\nX: y'}|,traceId",
                "|{'eventType':'error','traceId':'t','spanId':'\\u0000'}|,spanId",
                "|{'eventType':'error','traceId':'t','parentSpanId':7}|,parentSpanId",
                "|{'eventType':'error','traceId':'t','agentName':'\\u0001'}|,agentName",
                "|{'eventType':'error','traceId':'t','timestamp':'yesterday'}|,timestamp",
                "|{'eventType':'error','traceId':'t','timestamp':1e999}|,timestamp",
                "|{'eventType':'error','traceId':'t','idempotencyKey':''}|,idempotencyKey"
            })
    void whatIsWrongIsNamed(String event, String field) {
        assertThat(tell(event).get(0))
                .isInstanceOfSatisfying(
                        RuntimeEvents.Told.Rejected.class,
                        rejected -> assertThat(rejected.error().param()).contains(field));
        assertThat(records).isEmpty();
    }

    @Test
    void anIdOfTenThousandCharactersIsRefusedNotCut() {
        assertThat(tell("{'eventType':'error','traceId':'" + "x".repeat(10_000) + "'}")
                        .get(0))
                .isInstanceOf(RuntimeEvents.Told.Rejected.class);
    }

    @Test
    void aBodyThatIsNeitherEventNorArrayIsRefused() {
        for (String body : List.of("", "5", "'x'", "{", "[{}")) {
            assertThatThrownBy(() -> tell(body)).as(body).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void whatIsToldTwiceIsKeptOnceAndTwoDifferentOnesUnderOneKeyAreBothKept() {
        String event = "{'eventType':'tool_result','traceId':'t','idempotencyKey':'k','content':1}";
        String other = "{'eventType':'tool_result','traceId':'t','idempotencyKey':'k','content':2}";
        RuntimeEvents.Told.Accepted first =
                (RuntimeEvents.Told.Accepted) tell(event).get(0);
        assertThat(tell(event).get(0)).isEqualTo(new RuntimeEvents.Told.Duplicate(first.id()));
        assertThat(tell(other).get(0)).isInstanceOf(RuntimeEvents.Told.Accepted.class);
        assertThat(records).hasSize(2).extracting(TelemetryRecord::id).doesNotHaveDuplicates();
    }

    @Test
    void theSameKeyOfAnotherTenantIsAnotherEvent() {
        byte[] event = "{\"eventType\":\"error\",\"traceId\":\"t\",\"idempotencyKey\":\"k\"}".getBytes(UTF_8);
        events.accept(SHOP, event);
        assertThat(events.accept(AgentVersionsTest.caller("other"), event).get(0))
                .isInstanceOf(RuntimeEvents.Told.Accepted.class);
    }

    @Test
    void aToolsResultFollowsFromTheCallThatAskedForItAlsoWhenCallsRunInParallel() {
        call("span-a", "planner", 0, 10, "call_a");
        call("span-b", "planner", 1, 20, "call_b");
        call("span-c", "writer", 2, 30, "call_c");
        assertThat(
                        parent(
                                "'eventType':'tool_result','timestamp':'2026-11-21T11:59:59Z','metadata':{'toolCallId':'call_a'}"))
                .contains("span-a");
        assertThat(parent("'eventType':'tool_call_response','content':{'toolResults':[{'id':'call_c'}]}"))
                .contains("span-c");
        assertThat(parent("'eventType':'tool_call','content':{'toolCalls':[{'id':'call_b'}]}"))
                .contains("span-b");
    }

    @Test
    void withoutNumbersTimeTellsWhatAnEventFollowsFrom() {
        call("span-a", "planner", 0, 10, "");
        call("span-b", "writer", 5, 25, "");
        begin("span-c", "planner", 28);
        assertThat(parent("'eventType':'tool_result','timestamp':'" + NOON.plusSeconds(24) + "'"))
                .as("b is still under way")
                .contains("span-a");
        assertThat(parent("'eventType':'tool_result','timestamp':'" + NOON.plusSeconds(26) + "'"))
                .contains("span-b");
        assertThat(parent("'eventType':'tool_result','agentName':'planner','timestamp':'" + NOON.plusSeconds(29) + "'"))
                .as("the agent's own")
                .contains("span-a");
        assertThat(parent("'eventType':'error','timestamp':'" + NOON.plusSeconds(3) + "'"))
                .as("none has ended: the one under way")
                .contains("span-a");
        assertThat(parent("'eventType':'user_message','timestamp':'" + NOON.plusSeconds(29) + "'"))
                .as("a user's word follows from no call")
                .isEmpty();
    }

    @Test
    void anAnswerUnderTheSameSpanStandsBesideItsQuestion() {
        call("span-a", "a", 0, 1, "");
        tell("{'eventType':'tool_call_request','traceId':'t','spanId':'tool-1','timestamp':'" + NOON.plusSeconds(2)
                + "'}");
        call("span-b", "a", 3, 4, "");
        assertThat(parent(
                        "'eventType':'tool_call_response','spanId':'tool-1','timestamp':'" + NOON.plusSeconds(5) + "'"))
                .contains("span-a");
    }

    @Test
    void aCircleOfParentsIsLeftOutAndSaid() {
        tell("{'eventType':'error','traceId':'t','spanId':'a','parentSpanId':'b'}");
        tell("{'eventType':'error','traceId':'t','spanId':'b','parentSpanId':'c'}");
        RuntimeEvents.Told.Accepted closing = (RuntimeEvents.Told.Accepted)
                tell("{'eventType':'error','traceId':'t','spanId':'c','parentSpanId':'a'}")
                        .get(0);
        assertThat(closing.parentSpanId()).isEmpty();
        assertThat(closing.notes()).singleElement().asString().contains("parentSpanId a leads back");
        RuntimeEvents.Told.Accepted itself = (RuntimeEvents.Told.Accepted)
                tell("{'eventType':'error','traceId':'t','spanId':'d','parentSpanId':'d'}")
                        .get(0);
        assertThat(itself.parentSpanId()).isEmpty();
        assertThat(records).hasSize(4);
    }

    @Test
    void aTimeThatCanNotBeIsSaidAndTheEventKeptWhereItIsFound() {
        tell("{'eventType':'error','traceId':'t','timestamp':'9999-01-01T00:00:00Z'}");
        tell("{'eventType':'error','traceId':'t','timestamp':0}");
        tell("{'eventType':'error','traceId':'t','timestamp':'2026-11-21T13:00:02+01:00'}");
        assertThat(kept(0).at()).isEqualTo(NOON);
        assertThat(kept(0).notes()).singleElement().asString().contains("9999-01-01T00:00:00Z has not come yet");
        assertThat(kept(1).at()).isEqualTo(NOON);
        assertThat(kept(1).notes()).singleElement().asString().contains("1970-01-01T00:00:00Z is more than a day old");
        assertThat(kept(2).at()).as("two seconds of skew").isEqualTo(NOON);
        assertThat(kept(2).notes()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsSaid() {
        tell("{'eventType':'error','traceId':'t','stepId':3}");
        assertThat(kept(0).notes()).containsExactly("stepId is not known here and was left out");
    }

    @Test
    void aLongTraceForgetsItsOldestAndStaysSmall() {
        for (int i = 0; i < 100_000; i++) {
            call("span-" + i, "a", i, i, "call_" + i);
        }
        now = NOON.plusSeconds(100_001);
        assertThat(parent("'eventType':'tool_result','metadata':{'tool_call_id':'call_99999'}"))
                .contains("span-99999");
        assertThat(parent("'eventType':'tool_result','metadata':{'tool_call_id':'call_1'}"))
                .as("forgotten: the newest stands for it")
                .contains("span-99999");
    }

    private void call(String span, String agent, int fromSecond, int toSecond, String toolCall) {
        begin(span, agent, fromSecond);
        if (!toolCall.isEmpty()) {
            timelines.calledTool("shop", "t", span, toolCall);
        }
        timelines.ended("shop", "t", span, NOON.plusSeconds(toSecond));
        now = NOON.plusSeconds(toSecond);
    }

    private void begin(String span, String agent, int second) {
        timelines.began("shop", "t", "thread", span, Optional.of(agent), NOON.plusSeconds(second));
        now = NOON.plusSeconds(second);
    }

    private Optional<String> parent(String fields) {
        RuntimeEvents.Told told = tell("{'traceId':'t'," + fields + "}").get(0);
        return ((RuntimeEvents.Told.Accepted) told).parentSpanId();
    }

    private List<RuntimeEvents.Told> tell(String body) {
        return events.accept(SHOP, body.replace('\'', '"').getBytes(UTF_8));
    }

    private EventRecord kept(int index) {
        return (EventRecord) records.get(index);
    }
}
