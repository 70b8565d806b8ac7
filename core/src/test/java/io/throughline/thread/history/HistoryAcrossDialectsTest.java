package io.throughline.thread.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import io.throughline.thread.agents.Rendering;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A history that was served in one dialect is known when it comes back in any, whatever clients do to it. */
class HistoryAcrossDialectsTest {
    private static final HistoryReader READER = new HistoryReader(42, List.of("_throughline_trace_id"));

    @Property(tries = 200)
    void whatIsServedInOneDialectIsKnownInAny(
            @ForAll("texts") String question, @ForAll("texts") String answer, @ForAll("texts") String further) {
        List<Turn> asked = new ArrayList<>(List.of(
                turn(Turn.Role.USER, new Part.Text(question)),
                turn(Turn.Role.ASSISTANT, new Part.Text("Earlier words")),
                turn(Turn.Role.USER, new Part.Text("Step two " + question))));
        List<Turn> echoed = new ArrayList<>(List.of(turn(Turn.Role.SYSTEM, new Part.Text("Another system prompt"))));
        echoed.addAll(asked);
        echoed.add(turn(
                Turn.Role.ASSISTANT,
                new Part.Reasoning("thoughts", Optional.empty(), Optional.empty(), Optional.empty()),
                new Part.Text(answer + "\u2063\u200c\u200d "),
                new Part.ToolCall("call_123456789", "look", "{\"a\": [1, 2.0], \"b\":\"x\\ny\"}")));
        echoed.add(turn(
                Turn.Role.USER,
                new Part.ToolResult(
                        "call_123456789", Optional.of("look"), List.of(new Part.Text(further)), Optional.empty())));
        for (String from : Rendering.DIALECTS) {
            AnswerTurn served = READER.read(from, Rendering.body(from, asked)).answer();
            served.text(answer.substring(0, answer.length() / 2));
            served.text(answer.substring(answer.length() / 2));
            served.call("look", "{\"b\":\"x\\ny\",\"a\":[1,2.0]}");
            Set<Long> noted = served.fingerprints();
            for (String to : Rendering.DIALECTS) {
                History back = READER.read(to, Rendering.body(to, echoed));
                assertThat(back.candidates().get(0).fingerprint())
                        .as(from + " as " + to)
                        .isIn(noted);
            }
        }
    }

    @Test
    void partsThatWereMergedAndSplitAreTheSame() {
        String split = chat("[{\"type\":\"text\",\"text\":\"One. \"},{\"text\":\"Two.\",\"type\":\"text\"}]");
        String merged = chat("\"  One. Two.\\n\"");
        String lines = chat("\"One.\\n\\nTwo.\"");
        String listed = chat("[{\"type\":\"text\",\"text\":\"One.\"},{\"type\":\"text\",\"text\":\"Two.\"}]");

        assertThat(whole(split)).isEqualTo(whole(merged));
        assertThat(whole(lines)).isEqualTo(whole(listed)).isNotEqualTo(whole(merged));
    }

    @Test
    void escapesAndInvisibleCharactersMakeNoDifference() {
        assertThat(whole(chat("\"caf\\u00e9 \\ud83d\\ude00 \\\"q\\\" a\\/b\\u200b\"")))
                .isEqualTo(whole(chat("\"caf\u00e9\u2063 \ud83d\ude00 \\u0022q\\\" a/b\"")))
                .isNotEqualTo(whole(chat("\"cafe \ud83d\ude00 \\\"q\\\" a/b\"")));
    }

    @Test
    void lineEndsAndBlanksNextToThemMakeNoDifferenceEscapedOrNot() {
        assertThat(whole(chat("\"One:  \\n    two \u007f three.\"")))
                .isEqualTo(whole(chat("\"One:\\r\\n\\ttwo \u007f three. \\u000a\"")))
                .isNotEqualTo(whole(chat("\"One:\\ntwo\u007fthree.\"")));
    }

    @Test
    void aDataAddressAndBareBytesAreTheSameImage() {
        String bare =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                        + "\"media_type\":\"image/png\",\"data\":\"aGk=\"}}]},{\"role\":\"assistant\",\"content\":\"A cat.\"}]}";
        String address = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                + "{\"url\":\"data:image/png;base64,aGk=\"}}]},{\"role\":\"assistant\",\"content\":\"A cat.\"}]}";

        assertThat(whole(bare)).isEqualTo(whole(address)).isNotEqualTo(whole(address.replace("aGk=", "aGo=")));
    }

    @Test
    void bytesThatAreNoJsonBreakNothing() {
        byte[] body = Rendering.body(
                "openai-chat",
                List.of(
                        turn(Turn.Role.USER, new Part.Text("Hi \"there\" \u00e9\n\ud83d\ude00")),
                        turn(Turn.Role.ASSISTANT, new Part.ToolCall("call_123456789", "look", "{\"a\":\"\\u00e9\"}"))));
        for (String dialect : Rendering.DIALECTS) {
            for (int cut = 0; cut < body.length; cut++) {
                assertThat(READER.read(dialect, java.util.Arrays.copyOf(body, cut))
                                .turns())
                        .isLessThanOrEqualTo(2);
                byte[] damaged = body.clone();
                damaged[cut] = (byte) "\"\\{}[],:\u0000u".charAt(cut % 10);
                assertThat(READER.read(dialect, damaged).turns()).isLessThanOrEqualTo(4);
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(12)
                .withChars("abc \u00e9\u4e2d\"\\/{}n\n\t".toCharArray());
        return Combinators.combine(words, words).as((one, other) -> "x" + one + other + "y");
    }

    private static String chat(String content) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":" + content
                + "},{\"role\":\"assistant\",\"content\":\"Fine.\"}]}";
    }

    private static Set<Long> whole(String body) {
        return READER.read("openai-chat", body.getBytes(StandardCharsets.UTF_8)).candidates().stream()
                .filter(candidate -> candidate.kind() == Candidate.Kind.SHORT)
                .map(Candidate::fingerprint)
                .collect(Collectors.toSet());
    }

    private static Turn turn(Turn.Role role, Part... parts) {
        return Turn.of(role, List.of(parts));
    }
}
