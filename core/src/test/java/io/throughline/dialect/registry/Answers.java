package io.throughline.dialect.registry;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Answers as models give them, made up. */
final class Answers {
    private Answers() {}

    /** An answer of one choice: blocks of text, reasoning and calls in any order, a reason and a usage that go together. */
    static Arbitrary<Answer> ofOneChoice() {
        return Combinators.combine(blocks(), usage(), Arbitraries.of(FinishReason.STOP, FinishReason.LENGTH))
                .as((blocks, usage, reason) -> {
                    boolean calls = blocks.stream().anyMatch(Block.ToolCall.class::isInstance);
                    FinishReason why = calls ? FinishReason.TOOL_CALLS : reason;
                    return new Answer(
                            Optional.of("id-1"),
                            Optional.of("model-1"),
                            List.of(new Answer.Choice(0, blocks, Optional.of(why), Optional.of("raw"))),
                            Optional.of(usage),
                            Optional.empty(),
                            Optional.empty());
                });
    }

    private static Arbitrary<List<Block>> blocks() {
        Arbitrary<Block> block = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, text().map(Block.Text::new)),
                net.jqwik.api.Tuple.of(2, reasoning()),
                net.jqwik.api.Tuple.of(3, call()));
        return block.list().ofMinSize(1).ofMaxSize(5).map(Answers::distinctCalls);
    }

    private static List<Block> distinctCalls(List<Block> blocks) {
        List<Block> distinct = new ArrayList<>();
        for (Block block : blocks) {
            distinct.add(
                    block instanceof Block.ToolCall call
                            ? new Block.ToolCall("call_" + distinct.size(), call.name(), call.arguments())
                            : block);
        }
        return distinct;
    }

    private static Arbitrary<Block> reasoning() {
        Arbitrary<Optional<String>> signature = Arbitraries.strings()
                .withChars("ABCDEFabcdef0123456789+/=")
                .ofMinLength(1)
                .ofMaxLength(40)
                .optional();
        return Combinators.combine(text(), signature)
                .as((text, signed) -> new Block.Reasoning(text, signed, Optional.empty()));
    }

    private static Arbitrary<Block> call() {
        Arbitrary<String> name = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("_")
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<String> arguments = Arbitraries.of(
                "{}",
                "{\"city\":\"Paris\"}",
                "{\"a\":1,\"b\":[true,null,\"\\u00e9\\\"\"],\"n\":12345678901234567890}",
                "{\"deep\":{\"er\":{\"x\":0.10}}}",
                "{\"text\":\"line\\nline\"}");
        return Combinators.combine(name, arguments).as((tool, json) -> new Block.ToolCall("", tool, json));
    }

    private static Arbitrary<String> text() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4, Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(40)),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withChars("äß中文🙂\u2028\n\t\"\\ ")
                                .ofMinLength(1)
                                .ofMaxLength(20)
                                .filter(Answers::isWhole)));
    }

    /** No half of a surrogate pair. */
    private static boolean isWhole(String text) {
        return text.equals(new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Arbitrary<Usage> usage() {
        Arbitrary<Integer> count = Arbitraries.integers().between(0, 100_000);
        return Combinators.combine(count, count, count, count)
                .as((input, read, output, reasoning) -> new Usage(input, read, 0, 0, 0, 0, output, reasoning, 0));
    }

    /** The events by which a provider would stream an answer, its texts cut anywhere. */
    static List<StreamEvent> streamed(Answer answer, RandomGenerator random) {
        List<StreamEvent> events = new ArrayList<>();
        events.add(new StreamEvent.Started(answer.id(), answer.model()));
        Answer.Choice choice = answer.choices().get(0);
        for (int i = 0; i < choice.blocks().size(); i++) {
            stream(choice.blocks().get(i), i, random, events);
        }
        events.add(new StreamEvent.Finished(
                0, choice.finishReason().orElseThrow(), choice.rawFinishReason().orElseThrow()));
        answer.usage().ifPresent(usage -> events.add(new StreamEvent.UsageTold(usage)));
        events.add(new StreamEvent.Ended());
        return events;
    }

    private static void stream(Block block, int index, RandomGenerator random, List<StreamEvent> events) {
        if (block instanceof Block.Text text) {
            events.add(new StreamEvent.BlockOpened(0, index, new StreamEvent.Kind.Text()));
            pieces(text.text(), random).forEach(piece -> events.add(new StreamEvent.TextDelta(0, index, piece)));
        } else if (block instanceof Block.Reasoning reasoning) {
            events.add(new StreamEvent.BlockOpened(0, index, new StreamEvent.Kind.Reasoning()));
            pieces(reasoning.text(), random).forEach(piece -> events.add(new StreamEvent.TextDelta(0, index, piece)));
            reasoning
                    .signature()
                    .ifPresent(signature -> pieces(signature, random)
                            .forEach(piece -> events.add(new StreamEvent.SignatureDelta(0, index, piece))));
        } else if (block instanceof Block.ToolCall call) {
            events.add(new StreamEvent.BlockOpened(0, index, new StreamEvent.Kind.ToolCall(call.id(), call.name())));
            pieces(call.arguments(), random)
                    .forEach(piece -> events.add(new StreamEvent.ArgumentsDelta(0, index, piece)));
        }
        events.add(new StreamEvent.BlockClosed(0, index));
    }

    private static List<String> pieces(String text, RandomGenerator random) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
