package io.throughline.dialect.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A tool that stands for the answer's JSON is text again before the client sees it. */
class ForcedJsonTest {
    private static final Map<String, String> FORCED = Map.of("json", ForcedJson.TEXT);
    private static final List<StreamEvent> CALLED = List.of(
            new StreamEvent.BlockOpened(0, 0, new Kind.ToolCall("c", "json")),
            new StreamEvent.ArgumentsDelta(0, 0, "{\"n\":"),
            new StreamEvent.ArgumentsDelta(0, 0, "1}"),
            new StreamEvent.BlockClosed(0, 0),
            new StreamEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_use"),
            new StreamEvent.Ended());

    @Test
    void itsArgumentsAreText() {
        assertThat(filtered(FORCED, CALLED))
                .containsExactly(
                        new StreamEvent.BlockOpened(0, 0, new Kind.Text()),
                        new StreamEvent.TextDelta(0, 0, "{\"n\":"),
                        new StreamEvent.TextDelta(0, 0, "1}"),
                        new StreamEvent.BlockClosed(0, 0),
                        new StreamEvent.Finished(0, FinishReason.STOP, "tool_use"),
                        new StreamEvent.Ended());
    }

    @Test
    void itIsTheAnswersText() {
        AnswerAssembler told = new AnswerAssembler(1000);
        filtered(FORCED, CALLED).forEach(told::accept);

        assertThat(told.answer().choices().get(0).blocks()).containsExactly(new Block.Text("{\"n\":1}"));
        assertThat(told.answer().choices().get(0).finishReason()).contains(FinishReason.STOP);
    }

    @Test
    void itsNameIsNoOtherTools() {
        assertThat(ForcedJson.name(Set.of("json", "json_answer")::contains)).isEqualTo("json_answer_answer");
        assertThat(ForcedJson.name(name -> false)).isEqualTo("json");
    }

    @Test
    void theClientsToolsAreStillCalled() {
        List<StreamEvent> both = new ArrayList<>(List.of(
                new StreamEvent.BlockOpened(0, 1, new Kind.ToolCall("d", "mine")),
                new StreamEvent.ArgumentsDelta(0, 1, "{}")));
        both.add(new StreamEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_use"));

        assertThat(filtered(FORCED, both)).isEqualTo(both);
    }

    @Test
    void withoutTheMarkNothingChanges() {
        assertThat(filtered(Map.of("json", "j.s"), CALLED)).isEqualTo(CALLED);
    }

    private static List<StreamEvent> filtered(Map<String, String> names, List<StreamEvent> events) {
        List<StreamEvent> told = new ArrayList<>();
        StreamEvent.Sink sink = ForcedJson.filter(names, told::add);
        events.forEach(sink::accept);
        return told;
    }
}
