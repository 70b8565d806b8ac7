package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import io.throughline.dialect.conversation.WrittenRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Conversations that tests build, and what is written of them. */
final class Requests {
    private static final FieldTable FIELDS = new FieldTable(
            "client", Map.of(Feature.TEMPERATURE, "temperature", Feature.TOOL_CHOICE_REQUIRED, "tool_choice"));

    String model = "claude-sonnet-4-5";
    String issuer = "anthropic";
    boolean stream;
    boolean strict;
    final List<Turn> turns = new ArrayList<>();
    final List<Tool> tools = new ArrayList<>();
    Optional<ToolChoice> choice = Optional.empty();
    Optional<Boolean> parallel = Optional.empty();
    OptionalLong maxTokens = OptionalLong.of(1000);
    Optional<BigDecimal> temperature = Optional.empty();
    Optional<BigDecimal> topP = Optional.empty();
    List<String> stop = List.of();
    Optional<Conversation.Format> format = Optional.empty();
    Optional<Thinking> thinking = Optional.empty();
    final List<Conversation.Further> further = new ArrayList<>();
    Map<Feature, io.throughline.dialect.conversation.Treatment> treatments = Map.of();
    Losses losses = new Losses(FIELDS, MessagesLosses.TABLE, false);

    static Requests asking(String text) {
        return new Requests().user(new Part.Text(text));
    }

    Requests user(Part... parts) {
        return turn(Role.USER, parts);
    }

    Requests assistant(Part... parts) {
        return turn(Role.ASSISTANT, parts);
    }

    Requests turn(Role role, Part... parts) {
        turns.add(Turn.of(role, Arrays.asList(parts)));
        return this;
    }

    Requests tool(String name) {
        tools.add(new Tool(name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        return this;
    }

    Requests to(String name) {
        model = name;
        return this;
    }

    Requests effort(String effort) {
        thinking = Optional.of(
                new Thinking(Thinking.Mode.ON, Optional.of(effort), OptionalLong.empty(), Optional.empty()));
        return this;
    }

    Conversation conversation() {
        Sampling none = Sampling.UNSAID;
        Sampling sampling = new Sampling(
                maxTokens,
                temperature,
                topP,
                none.topK(),
                stop,
                none.choices(),
                none.seed(),
                none.frequencyPenalty(),
                none.presencePenalty(),
                none.logprobs(),
                none.topLogprobs());
        return new Conversation(
                "asked",
                stream,
                true,
                turns,
                tools,
                choice,
                parallel,
                sampling,
                format,
                thinking,
                Optional.empty(),
                Optional.empty(),
                further);
    }

    WrittenRequest write() {
        losses = new Losses(FIELDS, MessagesLosses.TABLE.with(treatments), strict);
        Destination to = new Destination(model, issuer, OptionalLong.empty(), java.util.Set.of(), treatments);
        return new MessagesRequestWriter().write(conversation(), to, losses);
    }

    String body() {
        return new String(write().body().bytes(), StandardCharsets.UTF_8);
    }

    /** Returns the body behind its model and limit of tokens. */
    String rest() {
        return body().replaceFirst("^\\{\"model\":\"[^\"]*\",\"max_tokens\":\\d+,?", "{");
    }

    static Conversation read(String body) {
        return new MessagesRequestReader().read(body.getBytes(StandardCharsets.UTF_8));
    }
}
