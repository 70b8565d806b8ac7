package io.throughline.thread.agents;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One conversation of one client: {@link #next} gives its next request, {@link #take} takes the answer to it, until {@link #isDone}. Subclasses are
 * the kinds of clients. Used by one thread at a time.
 */
public class Agent {
    private static final List<String> COMMON = List.of(
            "Hello, can you help me with my order?",
            "Thanks! Please go on.",
            "Yes, do that.",
            "Can you say that again?");

    protected final int number;
    protected final List<Turn> history = new ArrayList<>();
    protected int step;
    private final int steps;
    private final String dialect;
    private List<Turn> sent = List.of();

    protected Agent(int number, int steps) {
        this.number = number;
        this.steps = steps;
        this.dialect = Rendering.DIALECTS.get(number % Rendering.DIALECTS.size());
    }

    /** Returns the kind of client, for reports. */
    public final String kind() {
        return getClass().getSimpleName();
    }

    /** Returns what this conversation is called, and no other is. */
    public final String name() {
        return mark();
    }

    public final boolean isDone() {
        return step >= steps;
    }

    /** What the client wants answered: its turns, in {@link #dialect}. */
    public final Request next() {
        ask();
        sent = List.copyOf(sending());
        step++;
        return new Request(dialect(), sent, Rendering.body(dialect(), sent));
    }

    public final void take(Answer answer) {
        List<Part> parts = new ArrayList<>();
        for (Block block : answer.choices().get(0).blocks()) {
            if (block instanceof Block.Text text) {
                parts.add(new Part.Text(text.text()));
            } else if (block instanceof Block.ToolCall call) {
                parts.add(new Part.ToolCall(call.id(), call.name(), call.arguments()));
            }
        }
        history.add(new Turn(Turn.Role.ASSISTANT, kept(parts), Optional.empty()));
    }

    /** Returns whether the request last made goes on from an answer. */
    public final boolean isFollowing() {
        return sent.stream().anyMatch(turn -> turn.role() == Turn.Role.ASSISTANT);
    }

    /** Returns whether someone who sees only what was sent could tell this conversation from all others. */
    public final boolean isKnowable() {
        int last = sent.size() - 1;
        while (last >= 0 && sent.get(last).role() != Turn.Role.ASSISTANT) {
            last--;
        }
        return sent.subList(0, last + 1).stream()
                .filter(turn -> turn.role() == Turn.Role.USER || turn.role() == Turn.Role.ASSISTANT)
                .anyMatch(turn ->
                        turn.toString().contains(mark()) || turn.toString().contains("call_"));
    }

    protected String dialect() {
        return dialect;
    }

    /** Adds what the user or the tools say next. */
    protected void ask() {
        if (history.isEmpty()) {
            history.add(Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("You are a helpful assistant."))));
        }
        List<Part> results = results();
        user(results.isEmpty() ? List.of(new Part.Text(words())) : results);
    }

    /** Returns what of the history is sent. */
    protected List<Turn> sending() {
        return history;
    }

    /** Returns what the client keeps of an answer. */
    protected List<Part> kept(List<Part> parts) {
        return parts;
    }

    /** Returns the same with other texts. */
    protected static List<Part> texts(List<Part> parts, UnaryOperator<String> change) {
        return parts.stream()
                .map(part -> part instanceof Part.Text text ? new Part.Text(change.apply(text.text())) : part)
                .toList();
    }

    protected final void user(List<Part> parts) {
        history.add(Turn.of(Turn.Role.USER, parts));
    }

    /** Some of what people say, many say. */
    protected String words() {
        return (number * 31 + step * 7) % 5 == 0
                ? COMMON.get((number + step) % COMMON.size())
                : "Step " + step + " of " + mark() + ": what next?";
    }

    protected final String mark() {
        return "case-" + number + "-x";
    }

    private List<Part> results() {
        if (history.isEmpty()) {
            return List.of();
        }
        List<Part> results = new ArrayList<>();
        for (Part part : history.get(history.size() - 1).parts()) {
            if (part instanceof Part.ToolCall call) {
                List<Part> told = List.of(new Part.Text(step % 2 == 0 ? "{\"temp\": 21, \"sky\":\"clear\"}" : "ok"));
                results.add(new Part.ToolResult(call.id(), Optional.of(call.name()), told, Optional.empty()));
            }
        }
        return results;
    }

    /** One request. */
    @SuppressWarnings("ArrayRecordComponent") // for a test's hands alone
    public record Request(String dialect, List<Turn> turns, byte[] body) {}
}
