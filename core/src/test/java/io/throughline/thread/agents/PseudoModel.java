package io.throughline.thread.agents;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Answers the same to the same, begins like others, and gives every answer and call an id of its own, as providers do. */
public final class PseudoModel {
    private static final List<String> OPENINGS =
            List.of("Sure! ", "Of course. Here is what I found: ", "Let me see. ", "Thank you for asking. ");

    private static final Pattern MARKS = Pattern.compile(
            "[\\u2063\\u2064\\x{E0100}-\\x{E01EF}\\uFE00-\\uFE0F]+|\"_throughline_trace_id\":\"[^\"]*\",?");

    private PseudoModel() {}

    public static Answer answer(List<Turn> turns) {
        String all = said(turns);
        String last = said(turns.subList(turns.size() - 1, turns.size()));
        int hash = all.replaceAll("call_[0-9a-z-]+", "").hashCode();
        List<Block> blocks = new ArrayList<>();
        if (last.endsWith("Use two tools.")) {
            blocks.add(new Block.Text("I look at both. "));
            blocks.add(call("weather", "{\"city\": \"Paris\", \"days\":" + hash % 3 + ",\"unit\":\"C\"}"));
            blocks.add(call("weather", "{\"city\": \"Oslo\", \"days\":1.0}"));
        } else if (last.endsWith("Use one tool.")) {
            blocks.add(call("search", "{}"));
        } else if (last.endsWith("Answer in JSON.")) {
            blocks.add(new Block.Text("{\"intent\":\"order\",\"score\":" + hash + "}"));
        } else {
            String opening = OPENINGS.get(Math.floorMod(hash, OPENINGS.size()));
            blocks.add(new Block.Text(opening + "The matter you ask about has number " + hash
                    + ", and this is as much as can be said of it.\n\nAnything else, at all?"));
        }
        Answer.Choice choice = new Answer.Choice(0, blocks, Optional.of(FinishReason.STOP), Optional.of("stop"));
        return new Answer(
                Optional.of("resp_" + UUID.randomUUID()),
                Optional.of("model"),
                List.of(choice),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Block call(String name, String arguments) {
        return new Block.ToolCall("call_" + UUID.randomUUID().toString().substring(0, 23), name, arguments);
    }

    /** Sees no marks: they are taken out before a model sees them. */
    private static String said(List<Turn> turns) {
        StringBuilder all = new StringBuilder();
        turns.stream()
                .filter(turn -> turn.role() == Turn.Role.USER || turn.role() == Turn.Role.ASSISTANT)
                .flatMap(turn -> turn.parts().stream())
                .forEach(part -> all.append('|').append(part instanceof Part.Text text ? text.text() : part));
        return MARKS.matcher(all).replaceAll("");
    }
}
