package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.throughline.Secret;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Recordings;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.registry.Dialects;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.grammar.ChatGrammar;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.testkit.grammar.MessagesGrammar;
import io.throughline.testkit.grammar.ResponsesGrammar;
import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers gain what they should and nothing else, and what they gained goes out of the next request. */
class RecordedMarksTest {
    private static final Set<String> DIALECTS =
            Set.of("openai-chat", "openai-responses", "anthropic-messages", "gemini");
    private static final InvisibleSignature SIGNATURES = new InvisibleSignature(Secret.of("a secret"));
    private static final SignedIds IDS =
            new SignedIds("0190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad91");
    private static final String SIGNATURE = SIGNATURES.sign("acme", IDS);
    private static final ToolStamp STAMP = new ToolStamp(ToolStamp.FIELD, "run-1");
    private static final AnswerEdits ALL = AnswerEdits.NONE
            .withSignature(SIGNATURE)
            .withStamp(STAMP)
            .withExtras(() -> "\"_cost\":0.25,\"_latency_ms\":1.5,\"_routing\":{\"attempts\":1}");

    @TestFactory
    Stream<DynamicTest> nothingToAddChangesNoByte() {
        return tests(one -> {
            byte[] body = one.response();
            byte[] edited = one.streamed()
                    ? EditedInputStream.all(body, stream(one.dialect(), new Marks(AnswerEdits.NONE)))
                    : AnswerEditor.of(dialect(one), AnswerEdits.NONE).whole(body);
            assertThat(edited).isEqualTo(body);
        });
    }

    @TestFactory
    Stream<DynamicTest> allThatIsAddedIsSignatureAndStamp() {
        return tests(one -> {
            Answer before = read(one, one.response());
            Answer after = read(one, edited(one));
            assertThat(after.error()).isEqualTo(before.error());
            assertThat(after.usage()).isEqualTo(before.usage());
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(after.choices()).hasSameSizeAs(before.choices());
            // Gemini may stream arguments as paths and values, which hold no object to put a stamp into
            boolean inPaths = new String(one.response(), StandardCharsets.UTF_8).contains("partialArgs");
            for (int i = 0; i < before.choices().size(); i++) {
                assertSame(before.choices().get(i), after.choices().get(i), inPaths);
            }
        });
    }

    private static void assertSame(Answer.Choice before, Answer.Choice after, boolean inPaths) {
        assertThat(after.rawFinishReason()).isEqualTo(before.rawFinishReason());
        assertThat(after.reasoning()).isEqualTo(before.reasoning());
        assertThat(after.logprobs()).isEqualTo(before.logprobs());
        assertThat(after.toolCalls()).hasSameSizeAs(before.toolCalls());
        boolean stamped = before.toolCalls().stream()
                .anyMatch(call ->
                        call.arguments().isEmpty() || call.arguments().strip().startsWith("{"));
        for (String dialect : Echo.DIALECTS) {
            CleanRequest clean =
                    RequestCleaner.of(SIGNATURES, ToolStamp.FIELD).clean(dialect, "acme", Echo.request(dialect, after));
            assertThat(new String(clean.body(), StandardCharsets.UTF_8))
                    .as(dialect)
                    .isEqualTo(new String(Echo.request(dialect, before), StandardCharsets.UTF_8));
            assertThat(clean.stamps()).isEqualTo(stamped && !inPaths ? List.of("run-1") : clean.stamps());
            assertThat(clean.signatures()).isEqualTo(after.text().equals(before.text()) ? List.of() : List.of(IDS));
        }
        if (after.text().equals(before.text())) {
            assertThat(!TextEnd.of(before.text()).isSigned()
                            || UNSIGNED.contains(before.rawFinishReason().orElse("")))
                    .isTrue();
        } else {
            assertThat(after.text()).startsWith(before.text().substring(0, 1));
        }
    }

    /** Ends of answers that have text and still are not signed: one that failed or was filtered has no end, or one that
     * Gemini never sends. */
    private static final Set<String> UNSIGNED = Set.of("", "content_filter", "refusal", "failed", "SAFETY", "1");

    @TestFactory
    Stream<DynamicTest> anyCutGivesTheSame() {
        return tests(one -> {
            if (one.streamed()) {
                byte[] body = one.response();
                byte[] whole = edited(one);
                assertThat(inPieces(one, body, 1)).isEqualTo(whole);
                assertThat(inPieces(one, body, 7)).isEqualTo(whole);
                for (int cut = 0; cut < Math.min(body.length, 40_000_000 / (body.length + 1) / 400); cut++) {
                    StreamEditor editor = stream(one.dialect(), new Marks(ALL));
                    byte[] first = bytes(editor.feed(ByteBuffer.wrap(body, 0, cut)));
                    byte[] second = bytes(editor.feed(ByteBuffer.wrap(body, cut, body.length - cut)));
                    byte[] last = bytes(editor.finish());
                    assertThat(first.length + second.length + last.length).isEqualTo(whole.length);
                    assertThat(Arrays.copyOfRange(whole, 0, first.length)).isEqualTo(first);
                    assertThat(Arrays.copyOfRange(whole, first.length, first.length + second.length))
                            .isEqualTo(second);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatKeptTheGrammarKeepsIt() {
        return tests(one -> {
            if (one.streamed() && keeps(one, one.response())) {
                String edited = new String(edited(one), StandardCharsets.UTF_8);
                assertThatCode(() -> check(one.dialect(), edited)).doesNotThrowAnyException();
            }
        });
    }

    private static boolean keeps(RecordedCase one, byte[] body) {
        try {
            check(one.dialect(), new String(body, StandardCharsets.UTF_8));
            return true;
        } catch (AssertionError | RuntimeException e) {
            return false; // not every provider keeps to its own grammar
        }
    }

    private static void check(String dialect, String stream) {
        switch (dialect) {
            case "openai-chat" -> {
                if (stream.contains("\"choices\":[]")) {
                    ChatGrammar.checkWithUsage(stream);
                } else {
                    ChatGrammar.check(stream);
                }
            }
            case "openai-responses" -> ResponsesGrammar.check(stream);
            case "anthropic-messages" -> MessagesGrammar.check(stream);
            default -> GeminiGrammar.check(stream);
        }
    }

    private static String dialect(RecordedCase one) {
        return one.dialect().equals("gemini") ? "gemini-generate-content" : one.dialect();
    }

    private static byte[] inPieces(RecordedCase one, byte[] body, int size) {
        StreamEditor editor = stream(one.dialect(), new Marks(ALL));
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < body.length; i += size) {
            out.writeBytes(bytes(editor.feed(ByteBuffer.wrap(body, i, Math.min(size, body.length - i)))));
        }
        out.writeBytes(bytes(editor.finish()));
        return out.toByteArray();
    }

    private static byte[] edited(RecordedCase one) {
        byte[] body = one.response();
        if (!one.streamed() && body[0] == '[') {
            StreamEditor array = AnswerEditor.of(dialect(one), ALL).array().orElseThrow();
            return EditedInputStream.all(body, array);
        }
        return one.streamed()
                ? EditedInputStream.all(body, stream(one.dialect(), new Marks(ALL)))
                : AnswerEditor.of(dialect(one), ALL).whole(body);
    }

    private static Answer read(RecordedCase one, byte[] body) {
        if (!one.streamed()) {
            return Dialects.named(dialect(one)).orElseThrow().read(one.status(), body, Recordings.convention(one));
        }
        StreamReader reader = Dialects.named(dialect(one)).orElseThrow().stream(Recordings.convention(one));
        SseReader events = new SseReader(4 * 1024 * 1024, reader::event);
        events.feed(ByteBuffer.wrap(body));
        events.finish();
        return reader.answer();
    }

    private static StreamEditor stream(String dialect, Marks marks) {
        return new SseEditor(
                switch (dialect) {
                    case "openai-chat" -> new ChatStream(marks);
                    case "openai-responses" -> new ResponsesStream(marks);
                    case "anthropic-messages" -> new MessagesStream(marks);
                    default -> new GeminiStream(marks);
                });
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Stream<DynamicTest> tests(Consumer<RecordedCase> check) {
        List<RecordedCase> all = RecordedCase.of(DIALECTS).stream()
                .filter(one -> one.status() < 400)
                .toList();
        assumeFalse(all.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        return all.stream().map(one -> DynamicTest.dynamicTest(one.id(), () -> check.accept(one)));
    }
}
