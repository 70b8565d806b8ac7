package io.throughline.dialect.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Block;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.WholeAnswer;
import io.throughline.dialect.chat.ChatAnswerWriter;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.Asking;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.WholeCharacters;
import io.throughline.testkit.grammar.ChatGrammar;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.testkit.grammar.MessagesGrammar;
import io.throughline.testkit.grammar.ResponsesGrammar;
import io.throughline.wire.JsonText;
import io.throughline.wire.SseReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every answer in every dialect that clients speak. */
class AnswerPropertiesTest {
    private static final Map<String, Consumer<String>> GRAMMARS = Map.of(
            "openai-chat",
            ChatGrammar::checkWithUsage,
            "openai-responses",
            ResponsesGrammar::check,
            "anthropic-messages",
            MessagesGrammar::check,
            "gemini-generate-content",
            GeminiGrammar::check);

    @Provide
    Arbitrary<Codec> clients() {
        return Arbitraries.of(Codecs.all().stream()
                .filter(codec -> codec.answers().isPresent())
                .toList());
    }

    @Provide
    Arbitrary<Answer> answers() {
        return Answers.ofOneChoice();
    }

    @Property(tries = 500)
    void aStreamObeysItsGrammar(@ForAll("clients") Codec client, @ForAll("answers") Answer answer, @ForAll long seed) {
        GRAMMARS.get(client.dialect().name()).accept(stream(client, answer, seed));
    }

    @Property(tries = 200)
    void whoDidNotAskForUsageSeesNoChunkWithoutChoices(@ForAll("answers") Answer answer, @ForAll long seed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamEvent.Sink writer =
                WholeCharacters.before(new ChatAnswerWriter().stream(context(Usages.NOT_ASKED_FOR), out::writeBytes));
        Answers.streamed(answer, new Random(seed)).forEach(writer::accept);
        ChatGrammar.check(out.toString(UTF_8));
        assertThat(out.toString(UTF_8)).doesNotContain("\"choices\":[]");
    }

    @Property(tries = 500)
    void aStreamSaysWhatTheAnswerSays(
            @ForAll("clients") Codec client, @ForAll("answers") Answer answer, @ForAll long seed) {
        Answer read = readStream(client, stream(client, answer, seed).getBytes(UTF_8), -1);
        assertThat(said(read)).isEqualTo(said(answer));
        assertThat(read.usage()).isEqualTo(answer.usage());
    }

    @Property(tries = 500)
    void aWholeAnswerSaysTheSame(@ForAll("clients") Codec client, @ForAll("answers") Answer answer) {
        byte[] written = client.answers().orElseThrow().whole(answer, context(Usages.ASKED_FOR));
        Answer read =
                WholeAnswer.read(200, written, sink -> client.dialect().wholeDecoder(UsageConvention.STANDARD, sink));
        assertThat(said(read)).isEqualTo(said(answer));
        assertThat(read.usage()).isEqualTo(answer.usage());
    }

    @Property(tries = 200)
    void anyCutOfTheBytesGivesTheSame(
            @ForAll("clients") Codec client, @ForAll("answers") Answer answer, @ForAll long seed) {
        byte[] stream = stream(client, answer, seed).getBytes(UTF_8);
        Answer whole = readStream(client, stream, -1);
        int cut = new Random(seed).nextInt(stream.length);
        assertThat(readStream(client, stream, cut)).isEqualTo(whole);
    }

    /** What must survive any dialect: the text, the visible reasoning, each call, and why it ended. */
    private static String said(Answer answer) {
        Answer.Choice choice = answer.choices().get(0);
        return "text " + choice.text() + "\nreasoning " + choice.reasoning() + "\ncalls "
                + choice.toolCalls().stream()
                        .map(call -> call.name() + " " + json(call.arguments()))
                        .collect(Collectors.joining(", "))
                + "\nsignatures "
                + choice.blocks().stream()
                        .filter(Block.Reasoning.class::isInstance)
                        .map(Block.Reasoning.class::cast)
                        // one dialect's signature is another's encrypted form
                        .filter(block -> block.signature().or(block::encrypted).isPresent())
                        .count()
                + "\nfinish " + choice.finishReason();
    }

    /** Objects and texts write the same characters in different ways. */
    private static String json(String text) {
        try {
            return JsonText.of(JsonText.parse(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stream(Codec client, Answer answer, long seed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamEvent.Sink writer = WholeCharacters.before(
                client.answers().orElseThrow().stream(context(Usages.ASKED_FOR), out::writeBytes));
        Answers.streamed(answer, new Random(seed)).forEach(writer::accept);
        return out.toString(UTF_8);
    }

    private static Answer readStream(Codec client, byte[] stream, int cut) {
        StreamReader reader =
                AssembledStream.of(sink -> client.dialect().streamDecoder(UsageConvention.STANDARD, sink));
        SseReader events = new SseReader(1 << 20, reader::event);
        if (cut > 0) {
            events.feed(ByteBuffer.wrap(stream, 0, cut));
            events.feed(ByteBuffer.wrap(stream, cut, stream.length - cut));
        } else {
            events.feed(ByteBuffer.wrap(stream));
        }
        events.finish();
        return reader.answer();
    }

    private static AnswerContext context(Usages usages) {
        Conversation asked = Asking.of("model-1")
                .streamed(true)
                .usage(usages == Usages.ASKED_FOR)
                .turns(List.of(Turn.of(Turn.Role.USER, List.of())))
                .made();
        return new AnswerContext(
                "0190a0a0-0000-7000-8000-000000000001",
                asked,
                new Body.Bytes("{}".getBytes(UTF_8)),
                "elsewhere",
                Instant.EPOCH);
    }

    private enum Usages {
        ASKED_FOR,
        NOT_ASKED_FOR
    }
}
