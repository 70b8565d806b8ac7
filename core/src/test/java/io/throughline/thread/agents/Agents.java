package io.throughline.thread.agents;

import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of clients. */
public final class Agents {
    private Agents() {}

    /** Makes one agent of each kind in turn; strangers come as two with one opening. */
    public static List<Agent> some(int count) {
        List<Agent> agents = new ArrayList<>();
        for (int number = 0; agents.size() < count; number++) {
            agents.add(
                    switch (number % 16) {
                        case 0 -> new PlainChat(number);
                        case 1 -> new ToolLoop(number);
                        case 2 -> new ParallelTools(number);
                        case 3 -> new Trimmed(number);
                        case 4 -> new SystemChanged(number);
                        case 5 -> new Summarised(number);
                        case 6 -> new SubAgent(number);
                        case 7 -> new SwitchedDialect(number);
                        case 8 -> new JsonMode(number);
                        case 9 -> new LastChunkDropped(number);
                        case 10 -> new RegenerateAndEdit(number);
                        case 11 -> new Tidied(number);
                        case 12 -> new SplitAndMerged(number);
                        case 13 -> new RewrittenCalls(number);
                        case 14 -> new SameOpening(number);
                        default -> new SameOpening(number - 1 + 1_000_000);
                    });
        }
        return agents;
    }

    static final class PlainChat extends Agent {
        PlainChat(int number) {
            super(number, 6);
        }
    }

    static final class ToolLoop extends Agent {
        ToolLoop(int number) {
            super(number, 6);
        }

        @Override
        protected String words() {
            return super.words() + " Use one tool.";
        }
    }

    static final class ParallelTools extends Agent {
        ParallelTools(int number) {
            super(number, 6);
        }

        @Override
        protected String words() {
            return super.words() + " Use two tools.";
        }
    }

    /** Sends the last four turns. */
    static final class Trimmed extends Agent {
        Trimmed(int number) {
            super(number, 8);
        }

        @Override
        protected List<Turn> sending() {
            return history.subList(Math.max(0, history.size() - 5), history.size()).stream()
                    .dropWhile(turn -> turn.role() == Turn.Role.ASSISTANT)
                    .toList();
        }
    }

    static final class SystemChanged extends Agent {
        SystemChanged(int number) {
            super(number, 6);
        }

        @Override
        protected List<Turn> sending() {
            if (step >= 3) {
                history.set(0, Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("Be terse. It is step " + step))));
            }
            return history;
        }
    }

    /** From the fourth call on, what was said is a summary before the last three turns. */
    static final class Summarised extends Agent {
        Summarised(int number) {
            super(number, 7);
        }

        @Override
        protected List<Turn> sending() {
            if (step < 3) {
                return history;
            }
            List<Turn> turns = new ArrayList<>();
            turns.add(Turn.of(Turn.Role.USER, List.of(new Part.Text("Summary so far: all went well until " + step))));
            turns.addAll(history.subList(history.size() - 3, history.size()));
            return turns;
        }
    }

    /** Has a task of its parent's, which begins like those of its siblings. */
    static final class SubAgent extends Agent {
        SubAgent(int number) {
            super(number, 5);
        }

        @Override
        protected String words() {
            return step == 0 ? "You are a sub-agent. Research part " + mark() + ". Use one tool." : super.words();
        }
    }

    static final class SwitchedDialect extends Agent {
        SwitchedDialect(int number) {
            super(number, 6);
        }

        @Override
        protected String words() {
            return super.words() + (step == 1 ? " Use two tools." : "");
        }

        @Override
        protected String dialect() {
            return Rendering.DIALECTS.get((number + step / 2) % Rendering.DIALECTS.size());
        }
    }

    static final class JsonMode extends Agent {
        JsonMode(int number) {
            super(number, 5);
        }

        @Override
        protected String words() {
            return super.words() + " Answer in JSON.";
        }
    }

    /** Shows and keeps all but the last piece of a stream, and strips what it keeps. */
    static final class LastChunkDropped extends Agent {
        LastChunkDropped(int number) {
            super(number, 6);
        }

        @Override
        protected List<Part> kept(List<Part> parts) {
            return texts(
                    parts,
                    text -> text.substring(0, Math.max(0, text.length() - 9)).strip());
        }
    }

    /** Has the third answer made again, then edits what came before it. */
    static final class RegenerateAndEdit extends Agent {
        RegenerateAndEdit(int number) {
            super(number, 6);
        }

        @Override
        protected void ask() {
            if (step == 3) {
                history.remove(history.size() - 1);
                return;
            }
            if (step == 4) {
                history.remove(history.size() - 1);
                history.remove(history.size() - 1);
            }
            super.ask();
        }
    }

    /** One of two strangers who begin with the same words at the same moment. */
    static final class SameOpening extends Agent {
        SameOpening(int number) {
            super(number, 5);
        }

        @Override
        protected String words() {
            int pair = number % 1_000_000;
            return step == 0 ? "The same opening, pair " + pair : super.words();
        }
    }

    /** Tidies what it keeps: ends of lines of its system, blanks at ends, an empty line more. */
    static final class Tidied extends Agent {
        Tidied(int number) {
            super(number, 6);
        }

        @Override
        protected List<Part> kept(List<Part> parts) {
            return texts(parts, text -> "  " + text.replace("\n\n", " \r\n\r\n\t") + "\n");
        }
    }

    /** Keeps answers in pieces, as they came, and says what it says in two parts; later it merges all it kept. */
    static final class SplitAndMerged extends Agent {
        SplitAndMerged(int number) {
            super(number, 6);
        }

        @Override
        protected List<Part> kept(List<Part> parts) {
            return parts.stream().flatMap(SplitAndMerged::split).toList();
        }

        @Override
        protected List<Turn> sending() {
            return step < 3
                    ? history
                    : history.stream().map(SplitAndMerged::merged).toList();
        }

        private static Stream<Part> split(Part part) {
            if (!(part instanceof Part.Text text)) {
                return Stream.of(part);
            }
            int middle = text.text().length() / 2;
            return Stream.of(
                    new Part.Text(text.text().substring(0, middle)),
                    new Part.Text(text.text().substring(middle)));
        }

        private static Turn merged(Turn turn) {
            String all = turn.parts().stream()
                    .filter(Part.Text.class::isInstance)
                    .map(part -> ((Part.Text) part).text())
                    .collect(Collectors.joining());
            return turn.role() == Turn.Role.ASSISTANT ? Turn.of(turn.role(), List.of(new Part.Text(all))) : turn;
        }
    }

    /** Reads arguments and writes them again in an order and with ids of its own, as frameworks do. */
    static final class RewrittenCalls extends Agent {
        RewrittenCalls(int number) {
            super(number, 6);
        }

        @Override
        protected String words() {
            return super.words() + " Use two tools.";
        }

        @Override
        protected List<Part> kept(List<Part> parts) {
            return parts.stream().map(this::rewritten).toList();
        }

        private Part rewritten(Part part) {
            if (!(part instanceof Part.ToolCall call)) {
                return part;
            }
            String fields = call.arguments().strip();
            List<String> turned = new ArrayList<>(
                    List.of(fields.substring(1, fields.length() - 1).split(",")));
            Collections.reverse(turned);
            return new Part.ToolCall(
                    "own_" + UUID.randomUUID(),
                    call.name(),
                    turned.stream().map(String::strip).collect(Collectors.joining(" ,\n  ", "{\n  ", "}")));
        }
    }
}
