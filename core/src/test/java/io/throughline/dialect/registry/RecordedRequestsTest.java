package io.throughline.dialect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.testkit.RecordedCase;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recorded requests of every dialect, written in every other: no field that the target does not know, and what is read back is what was asked
 * for, but for what the account of losses tells. A request that is refused says which field.
 */
class RecordedRequestsTest {
    private static final Logger LOG = LoggerFactory.getLogger(RecordedRequestsTest.class);

    /** The codec of each dialect as the recordings name it. */
    private static final Map<String, String> DIALECTS = Map.of(
            "openai-chat", "openai-chat",
            "openai-responses", "openai-responses",
            "anthropic-messages", "anthropic-messages",
            "gemini", "gemini-generate-content");

    @Test
    void nothingLeaksAndNothingIsLostUntold() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        Map<String, int[]> table = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (RecordedCase recorded : RecordedCase.of(DIALECTS.keySet())) {
            if (Codecs.named(DIALECTS.get(recorded.dialect())).isEmpty()) {
                continue;
            }
            if (recorded.request().isEmpty() || recorded.status() >= 300) {
                continue;
            }
            RequestReader reader = reader(DIALECTS.get(recorded.dialect()), recorded);
            Conversation asked;
            try {
                asked = reader.read(recorded.request().get());
            } catch (RefusedException e) {
                problems.add(recorded.id() + ": refused in itself: " + e.error());
                continue;
            }
            for (Codec target : Codecs.all()) {
                if (target.outbound().isEmpty() || target.dialect().name().equals(DIALECTS.get(recorded.dialect()))) {
                    continue;
                }
                String row = DIALECTS.get(recorded.dialect()) + " -> "
                        + target.dialect().name();
                int[] counts = table.computeIfAbsent(row, key -> new int[3]);
                try {
                    List<String> found = written(reader, asked, target);
                    found.forEach(problem -> problems.add(
                            recorded.id() + " -> " + target.dialect().name() + ": " + problem));
                    counts[found.isEmpty() ? 0 : 2]++;
                } catch (RefusedException e) {
                    assertThat(e.error().param())
                            .as(recorded.id() + " " + e.error())
                            .isPresent();
                    counts[1]++;
                }
            }
        }
        table.forEach((row, counts) -> LOG.info(
                "{}: {} written and read back, {} refused with a field, {} wrong",
                row,
                counts[0],
                counts[1],
                counts[2]));
        problems.forEach(LOG::info);
        assertThat(problems).isEmpty();
    }

    private static List<String> written(RequestReader reader, Conversation asked, Codec target) {
        RequestWriter writer = target.outbound().orElseThrow();
        Losses losses = new Losses(reader.fields(), writer.table(), false);
        Destination to = new Destination("the-model", "elsewhere", OptionalLong.of(4096), Set.of(), Map.of());
        WrittenRequest written = writer.write(asked, to, losses);
        byte[] again = writer.write(asked, to, new Losses(reader.fields(), writer.table(), false))
                .body()
                .bytes();
        List<String> problems = new ArrayList<>();
        if (!java.util.Arrays.equals(again, written.body().bytes())) {
            problems.add("two writings differ");
        }
        JsonNode body;
        try {
            body = JsonText.parse(written.body().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ClosedSchemas.unknownFields(target.dialect().name(), body)
                .forEach(field -> problems.add("leaks the field " + field));
        target.requests().ifPresent(back -> {
            Conversation read = reader(target).read(written.body().bytes());
            problems.addAll(differences(asked, read, losses));
        });
        return problems;
    }

    private static List<String> differences(Conversation asked, Conversation read, Losses losses) {
        List<String> problems = new ArrayList<>();
        boolean emulated = losses.told().stream().anyMatch(loss -> loss.way() == Treatment.Way.EMULATED);
        if (emulated) { // instructions and a tool of ours may stand beside what the client said
            contained(
                    problems,
                    "texts",
                    texts(asked).lines().toList(),
                    texts(read).lines().toList());
            if (!(choice(asked) instanceof Conversation.ToolChoice.Allowed)) { // then the others are not sent
                contained(problems, "tools", tools(asked), tools(read));
            }
            for (int i = 0; i < Math.min(results(asked).size(), results(read).size()); i++) {
                if (!results(read).get(i).contains(results(asked).get(i))) {
                    problems.add("results: " + results(asked).get(i) + " became "
                            + results(read).get(i));
                }
            }
        } else {
            same(problems, "results", results(asked), results(read));
            same(problems, "texts", texts(asked), texts(read));
            same(problems, "tools", tools(asked), tools(read));
        }
        same(problems, "calls", calls(asked), calls(read));
        same(problems, "number of results", results(asked).size(), results(read).size());
        if (losses.told().isEmpty()) {
            same(
                    problems,
                    "temperature",
                    asked.sampling().temperature(),
                    read.sampling().temperature());
            same(problems, "top_p", asked.sampling().topP(), read.sampling().topP());
            same(problems, "stop", asked.sampling().stop(), read.sampling().stop());
            same(problems, "choice of tools", choice(asked), choice(read));
        }
        return problems;
    }

    /** As the model likes is what it does unless it is told. */
    private static Conversation.ToolChoice choice(Conversation conversation) {
        return conversation.toolChoice().orElse(new Conversation.ToolChoice.Auto());
    }

    private static void contained(List<String> problems, String what, List<String> asked, List<String> read) {
        List<String> missing = new ArrayList<>(asked);
        read.forEach(missing::remove);
        if (!missing.isEmpty()) {
            problems.add(what + ": missing " + shown(missing) + " in " + shown(read));
        }
    }

    private static String texts(Conversation conversation) {
        return conversation.turns().stream()
                .flatMap(turn -> turn.parts().stream()
                        .filter(Part.Text.class::isInstance)
                        .map(part -> ((Part.Text) part).text().strip())
                        .filter(text -> !text.isEmpty())
                        .map(text -> (turn.role() == Turn.Role.ASSISTANT ? "assistant: " : "user: ") + text))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> calls(Conversation conversation) {
        return parts(conversation, Part.ToolCall.class).stream()
                .map(call -> call.name() + " " + json(call.arguments()))
                .toList();
    }

    private static List<String> results(Conversation conversation) {
        return parts(conversation, Part.ToolResult.class).stream()
                .map(result -> result.content().stream()
                        .filter(Part.Text.class::isInstance)
                        .map(part -> ((Part.Text) part).text())
                        .collect(Collectors.joining()))
                .toList();
    }

    private static List<String> tools(Conversation conversation) {
        return conversation.tools().stream()
                .map(tool -> tool.name() + " " + tool.description().orElse(""))
                .toList();
    }

    private static <T> List<T> parts(Conversation conversation, Class<T> type) {
        return conversation.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static String json(String text) {
        try {
            return JsonText.of(JsonText.parse(text.isBlank() || text.equals("null") ? "{}" : text));
        } catch (IOException e) {
            return "raw";
        }
    }

    private static void same(List<String> problems, String what, Object asked, Object read) {
        if (!asked.equals(read)) {
            problems.add(what + ": " + shown(asked) + " became " + shown(read));
        }
    }

    private static String shown(Object value) {
        String text = value.toString().replace("\n", "\\n");
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static RequestReader reader(String dialect, RecordedCase recorded) {
        return dialect.equals("gemini-generate-content")
                ? Codecs.generateContent("the-model", recorded.streamed(), true)
                        .requests()
                        .orElseThrow()
                : Codecs.named(dialect).orElseThrow().requests().orElseThrow();
    }

    private static RequestReader reader(Codec target) {
        return target.dialect().name().equals("gemini-generate-content")
                ? Codecs.generateContent("the-model", false, true).requests().orElseThrow()
                : target.requests().orElseThrow();
    }
}
