package io.throughline.dialect.conversation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request for an answer, apart from any dialect. JSON that only its owner understands (schemas, arguments) is kept as text, fields in their
 * order and numbers exact. Immutable.
 *
 * <p>System and developer turns stand where the client put them; in dialects with a field of its own for it, first. Tool results stand in user
 * turns, before the rest of the turn, in the order of the request.
 *
 * @param model the model as the client names it
 * @param stream whether the answer is to be streamed
 * @param streamUsage whether the client asked for the token counts in the stream; always so where the dialect's streams always tell them
 * @param turns what was said
 * @param tools the client's tools
 * @param toolChoice whether and which tools the model is to call
 * @param parallelTools whether the model may call several at once
 * @param sampling how to choose tokens
 * @param format what form the answer's text must have
 * @param thinking how much to reason
 * @param user who the end user is, for the provider's abuse detection
 * @param serviceTier the tier asked for, in the client dialect's word
 * @param further everything else that the client said, in its order
 * @param places where turns, parts and tools stand in the request
 */
public record Conversation(
        String model,
        boolean stream,
        boolean streamUsage,
        List<Turn> turns,
        List<Tool> tools,
        Optional<ToolChoice> toolChoice,
        Optional<Boolean> parallelTools,
        Sampling sampling,
        Optional<Format> format,
        Optional<Thinking> thinking,
        Optional<String> user,
        Optional<String> serviceTier,
        List<Further> further,
        Places places) {

    /** Copies the lists. */
    public Conversation {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
        further = List.copyOf(further);
    }

    /** Makes a conversation whose pieces stand nowhere. */
    public Conversation(
            String model,
            boolean stream,
            boolean streamUsage,
            List<Turn> turns,
            List<Tool> tools,
            Optional<ToolChoice> toolChoice,
            Optional<Boolean> parallelTools,
            Sampling sampling,
            Optional<Format> format,
            Optional<Thinking> thinking,
            Optional<String> user,
            Optional<String> serviceTier,
            List<Further> further) {
        this(
                model,
                stream,
                streamUsage,
                turns,
                tools,
                toolChoice,
                parallelTools,
                sampling,
                format,
                thinking,
                user,
                serviceTier,
                further,
                new Places());
    }

    /**
     * One of the client's tools.
     *
     * @param name its name
     * @param description what it does
     * @param schema the JSON Schema of its arguments, as JSON text; empty where the client gave none
     * @param strict whether arguments must match the schema, where the client said so
     * @param cacheControl a cache breakpoint behind it, as JSON text in Anthropic's form
     */
    public record Tool(
            String name,
            Optional<String> description,
            Optional<String> schema,
            Optional<Boolean> strict,
            Optional<String> cacheControl) {}

    /** Whether and which tools the model is to call. */
    public sealed interface ToolChoice {
        /** As the model likes. */
        record Auto() implements ToolChoice {}

        /** None. */
        record None() implements ToolChoice {}

        /** At least one. */
        record Required() implements ToolChoice {}

        /**
         * This one.
         *
         * @param name its name
         */
        record Named(String name) implements ToolChoice {}

        /**
         * None but these.
         *
         * @param names their names
         * @param required whether one must be called
         */
        record Allowed(List<String> names, boolean required) implements ToolChoice {
            /** Copies the list. */
            public Allowed {
                names = List.copyOf(names);
            }
        }
    }

    /** What form the answer's text must have. */
    public sealed interface Format {
        /** Any JSON object. */
        record Json() implements Format {}

        /**
         * JSON that matches a schema.
         *
         * @param name the schema's name, where the client gave one
         * @param description what it is for
         * @param schema the JSON Schema, as JSON text
         * @param strict whether the match is demanded, where the client said so
         */
        record JsonSchema(Optional<String> name, Optional<String> description, String schema, Optional<Boolean> strict)
                implements Format {}
    }

    /**
     * How much to reason.
     *
     * @param mode whether to
     * @param effort how hard: {@code none minimal low medium high xhigh max}, as the client said it
     * @param budget how many tokens at most
     * @param summary whether and how the reasoning is to be shown, in the client's word
     */
    public record Thinking(Mode mode, Optional<String> effort, OptionalLong budget, Optional<String> summary) {
        /** Whether to reason. */
        public enum Mode {
            /** Not at all. */
            OFF,
            /** Yes. */
            ON,
            /** As the model likes. */
            ADAPTIVE
        }
    }

    /**
     * A field of the request that has no place of its own here.
     *
     * @param feature what it asks for; {@link Feature#UNKNOWN_FIELD} where nobody knows
     * @param path its path in the client's request, such as {@code logit_bias}
     * @param json its value, as JSON text
     */
    public record Further(Feature feature, String path, String json) {}
}
