package io.throughline.dialect.conversation;

import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import java.util.List;
import java.util.Optional;

/** A conversation that asks for nothing but what a test says. */
public final class Asking {
    private final String model;
    private boolean stream;
    private boolean streamUsage;
    private List<Turn> turns = List.of();
    private List<Tool> tools = List.of();
    private Optional<ToolChoice> choice = Optional.empty();
    private Optional<Boolean> parallel = Optional.empty();
    private Sampling sampling = Sampling.UNSAID;
    private Optional<Thinking> thinking = Optional.empty();
    private List<Further> further = List.of();

    private Asking(String model) {
        this.model = model;
    }

    public static Asking of(String model) {
        return new Asking(model);
    }

    public Asking streamed(boolean wanted) {
        stream = wanted;
        return this;
    }

    public Asking usage(boolean wanted) {
        streamUsage = wanted;
        return this;
    }

    public Asking turns(List<Turn> said) {
        turns = said;
        return this;
    }

    public Asking tools(List<Tool> offered) {
        tools = offered;
        return this;
    }

    public Asking choice(ToolChoice told, Optional<Boolean> inParallel) {
        choice = Optional.of(told);
        parallel = inParallel;
        return this;
    }

    public Asking sampling(Sampling told) {
        sampling = told;
        return this;
    }

    public Asking thinking(Optional<Thinking> told) {
        thinking = told;
        return this;
    }

    public Asking further(List<Further> fields) {
        further = fields;
        return this;
    }

    public Conversation made() {
        return new Conversation(
                model,
                stream,
                streamUsage,
                turns,
                tools,
                choice,
                parallel,
                sampling,
                Optional.empty(),
                thinking,
                Optional.empty(),
                Optional.empty(),
                further);
    }
}
