package io.throughline.dialect.responses;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.testkit.grammar.ResponsesGrammar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker of streams finds what is wrong with them. */
class ResponsesGrammarTest {
    private static final List<String> FRAMES = List.of(Answers.streamed(
                    Answers.context(Answers.REQUEST, "anthropic"),
                    new StreamEvent.Started(Optional.of("r"), Optional.of("m")),
                    new StreamEvent.BlockOpened(0, 0, new Kind.Reasoning()),
                    new StreamEvent.TextDelta(0, 0, "thought"),
                    new StreamEvent.BlockClosed(0, 0),
                    new StreamEvent.BlockOpened(0, 1, new Kind.Text()),
                    new StreamEvent.TextDelta(0, 1, "text"),
                    new StreamEvent.BlockClosed(0, 1),
                    new StreamEvent.BlockOpened(0, 2, new Kind.ToolCall("c", "f")),
                    new StreamEvent.ArgumentsDelta(0, 2, "{\"a\":1}"),
                    new StreamEvent.BlockClosed(0, 2),
                    new StreamEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_use"),
                    new StreamEvent.Ended())
            .split("(?<=\n\n)"));

    @Test
    void aWholeStreamPasses() {
        assertThatCode(() -> ResponsesGrammar.check(String.join("", FRAMES))).doesNotThrowAnyException();
    }

    @Test
    void aStreamThatLacksAnyEventFails() {
        for (int i = 0; i < FRAMES.size(); i++) {
            List<String> frames = new ArrayList<>(FRAMES);
            String lost = frames.remove(i);
            if (!lost.startsWith("event: response.in_progress")) {
                assertThatThrownBy(() -> ResponsesGrammar.check(String.join("", frames)))
                        .as(lost)
                        .isInstanceOf(AssertionError.class);
            }
        }
    }

    @Test
    void aStreamInAnyOtherOrderFails() {
        for (int i = 1; i < FRAMES.size(); i++) {
            List<String> frames = new ArrayList<>(FRAMES);
            Collections.swap(frames, i - 1, i);
            assertThatThrownBy(() -> ResponsesGrammar.check(String.join("", frames)))
                    .as(FRAMES.get(i))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void whatFollowsTheEndFails() {
        String last = FRAMES.get(FRAMES.size() - 1);
        assertThatThrownBy(() -> ResponsesGrammar.check(String.join("", FRAMES) + last))
                .isInstanceOf(AssertionError.class);
    }
}
