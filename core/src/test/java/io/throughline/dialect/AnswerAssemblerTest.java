package io.throughline.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.StreamEvent.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an answer keeps is bounded, and says where something is missing. */
class AnswerAssemblerTest {
    private static final Block MARK = new Block.Opaque(AnswerAssembler.TRUNCATED, "true");

    @Test
    void keepsTextUpToTheLimitAndMarksWhatIsMissing() {
        AnswerAssembler assembler = new AnswerAssembler(140);
        assembler.accept(new StreamEvent.BlockOpened(0, 0, new Kind.Text()));
        for (int i = 0; i < 100; i++) {
            assembler.accept(new StreamEvent.TextDelta(0, 0, "abcde"));
        }
        assertThat(assembler.answer().choices().get(0).blocks()).containsExactly(new Block.Text("abcdeabcdeab"), MARK);
    }

    @Test
    void keepsNoBlocksWithoutEnd() {
        AnswerAssembler assembler = new AnswerAssembler(10_000);
        for (int i = 0; i < 100_000; i++) {
            assembler.accept(new StreamEvent.BlockOpened(0, i, new Kind.ToolCall("id", "name")));
            assembler.accept(new StreamEvent.ArgumentsDelta(0, i, "{}"));
        }
        assertThat(assembler.answer().choices().get(0).blocks())
                .hasSizeLessThan(200)
                .endsWith(MARK);
    }

    @Test
    void keepsNoChoicesWithoutEnd() {
        AnswerAssembler assembler = new AnswerAssembler(10_000);
        for (int i = 0; i < 100_000; i++) {
            assembler.accept(new StreamEvent.BlockOpened(i, 0, new Kind.Text()));
        }
        assertThat(assembler.answer().choices()).hasSizeLessThan(200);
    }

    @Test
    void keepsALargeOpaqueBlockNotAtAll() {
        AnswerAssembler assembler = new AnswerAssembler(1000);
        assembler.accept(new StreamEvent.BlockOpened(0, 0, new Kind.Opaque("image", "\"" + "A".repeat(2000) + "\"")));
        assembler.accept(new StreamEvent.OpaqueTold(0, 0, "{}"));
        assertThat(assembler.answer().choices().get(0).blocks()).containsExactly(MARK);
    }

    @Test
    void deltasOfABlockThatWasNeverOpenedDoNoHarm() {
        AnswerAssembler assembler = new AnswerAssembler(1000);
        assembler.accept(new StreamEvent.TextDelta(0, 3, "a"));
        assembler.accept(new StreamEvent.SignatureDelta(0, 3, "a"));
        assembler.accept(new StreamEvent.EncryptedReasoning(0, 3, "a"));
        assertThat(assembler.answer().choices().get(0).blocks()).containsExactly(MARK);
    }

    @Test
    void aCutThroughASurrogatePairStaysWellFormed() {
        AnswerAssembler assembler = new AnswerAssembler(64 + 64 + 1);
        assembler.accept(new StreamEvent.BlockOpened(0, 0, new Kind.Text()));
        assembler.accept(new StreamEvent.TextDelta(0, 0, "🎉"));
        assertThat(assembler.answer().choices().get(0).text()).isEqualTo("\uFFFD");
    }

    @Test
    void theFirstErrorAndTheLastIdCount() {
        AnswerAssembler assembler = new AnswerAssembler(1000);
        assembler.accept(new StreamEvent.Started(Optional.of("a"), Optional.of("m")));
        assembler.accept(new StreamEvent.Started(Optional.of("b"), Optional.empty()));
        assembler.accept(new StreamEvent.Failed(ModelError.of(ModelError.Kind.QUOTA, "first")));
        assembler.accept(new StreamEvent.Failed(ModelError.of(ModelError.Kind.UPSTREAM, "second")));
        assertThat(assembler.answer().id()).contains("b");
        assertThat(assembler.answer().model()).contains("m");
        assertThat(assembler.answer().error().orElseThrow().message()).isEqualTo("first");
    }
}
