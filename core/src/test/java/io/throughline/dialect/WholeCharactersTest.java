package io.throughline.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.conversation.WholeCharacters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeCharactersTest {
    private final List<StreamEvent> passed = new ArrayList<>();
    private final StreamEvent.Sink sink = WholeCharacters.before(passed::add);

    @Test
    void aHalfWaitsForItsOther() {
        text(0, "a\uD83D");
        text(0, "\uDE00b");
        assertThat(passed)
                .containsExactly(
                        new StreamEvent.TextDelta(0, 0, "a"), new StreamEvent.TextDelta(0, 0, "\uD83D\uDE00b"));
    }

    @Test
    void blocksAreKeptApart() {
        text(0, "\uD83D");
        text(1, "x");
        text(0, "\uDE00");
        assertThat(passed)
                .containsExactly(new StreamEvent.TextDelta(0, 1, "x"), new StreamEvent.TextDelta(0, 0, "\uD83D\uDE00"));
    }

    @Test
    void whatIsWholePassesAsItIs() {
        text(0, "");
        text(0, "\uD83D\uDE00");
        assertThat(passed)
                .containsExactly(new StreamEvent.TextDelta(0, 0, ""), new StreamEvent.TextDelta(0, 0, "\uD83D\uDE00"));
    }

    private void text(int block, String text) {
        sink.accept(new StreamEvent.TextDelta(0, block, text));
    }
}
