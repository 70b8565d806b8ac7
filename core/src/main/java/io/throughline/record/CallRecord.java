package io.throughline.record;

import io.throughline.dialect.Answer;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.Losses;
import io.throughline.price.Cost;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is kept of one call.
 *
 * @param id the call's id, a UUIDv7; also {@code X-Throughline-Call-Id}
 * @param trace the trace it belongs to, and how that was found
 * @param caller who called
 * @param times when what happened
 * @param route what was asked for and what was chosen
 * @param attempts every try at a provider, in order
 * @param request the request's body; empty where content is not kept or there was none
 * @param status the status that the client got, 0 where it left before one
 * @param answer what the model answered, as read from the bytes that went by
 * @param outcome how the call ended
 * @param error what went wrong
 * @param bytes how much was moved
 * @param labels what the caller says of it in words of its own
 * @param cost what it cost, where that is known
 * @param charged the tokens that it counts for, of its answer alone: as told, or estimated where nobody told them; empty where none is billed
 */
public record CallRecord(
        String id,
        Trace trace,
        Caller caller,
        Times times,
        Route route,
        List<Attempt> attempts,
        Optional<RequestText> request,
        int status,
        Answer answer,
        Outcome outcome,
        Optional<ModelError> error,
        Bytes bytes,
        Labels labels,
        Optional<Cost> cost,
        Optional<Usage> charged)
        implements TelemetryRecord {

    /** Makes the record of a call of which nobody knows the cost, and whose caller tells tags alone. */
    public CallRecord(
            String id,
            Trace trace,
            Caller caller,
            Times times,
            Route route,
            List<Attempt> attempts,
            Optional<RequestText> request,
            int status,
            Answer answer,
            Outcome outcome,
            Optional<ModelError> error,
            Bytes bytes,
            Map<String, String> tags) {
        this(
                id,
                trace,
                caller,
                times,
                route,
                attempts,
                request,
                status,
                answer,
                outcome,
                error,
                bytes,
                new Labels(tags, Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the caller's tags. */
    public Map<String, String> tags() {
        return labels.tags();
    }

    /** Returns this record with what the call and its attempts cost, and the tokens that it counts for. */
    CallRecord with(Optional<Cost> told, List<Attempt> priced, Optional<Usage> counted) {
        return new CallRecord(
                id, trace, caller, times, route, priced, request, status, answer, outcome, error, bytes, labels, told,
                counted);
    }

    /** Returns all tokens that count: of the answer, and of attempts that were given up or broke. */
    public Optional<Long> tokens() {
        long beside = attempts.stream()
                .flatMap(attempt -> attempt.used().stream())
                .mapToLong(used -> used.inputTotal() + used.outputTotal())
                .sum();
        return charged.or(answer::usage).map(usage -> usage.inputTotal() + usage.outputTotal() + beside);
    }

    /** Returns what the answer alone cost, without attempts that were given up or broke; zero where that is not known. */
    public BigDecimal ownCost() {
        BigDecimal beside = attempts.stream()
                .filter(attempt -> attempt.used().isPresent())
                .flatMap(attempt -> attempt.cost().stream())
                .map(Cost::total)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return cost.map(Cost::total).orElse(beside).subtract(beside);
    }

    /** Returns whether the call was billed, and nobody knows what it cost: the model has no price. */
    public boolean lacksPrice() {
        return cost.isEmpty()
                && CallCost.isBilled(this)
                && !route.provider().filter("echo"::equals).isPresent();
    }

    @Override
    public String type() {
        return "call";
    }

    @Override
    public String tenant() {
        return caller.tenant();
    }

    @Override
    public Instant at() {
        return times.received();
    }

    @Override
    public byte[] json() {
        return CallRecordJson.write(this);
    }

    @Override
    public long weight() {
        return CallRecordWeight.of(this);
    }

    /**
     * Where the call stands.
     *
     * @param traceId one run of an agent
     * @param threadId many runs
     * @param spanId this call as a span, 16 hexadecimal digits
     * @param parentSpanId the span it was made in
     * @param matchedBy what the trace was found by: {@code header}, {@code new}
     * @param w3cTraceId the trace in which the span stands for other systems, 32 hexadecimal digits: the caller's where {@code traceparent} named one
     */
    public record Trace(
            String traceId,
            String threadId,
            String spanId,
            Optional<String> parentSpanId,
            String matchedBy,
            Optional<String> w3cTraceId) {

        /** Makes the place of a call that stands in no other system's trace. */
        public Trace(String traceId, String threadId, String spanId, Optional<String> parentSpanId, String matchedBy) {
            this(traceId, threadId, spanId, parentSpanId, matchedBy, Optional.empty());
        }
    }

    /**
     * Who called.
     *
     * @param tenant whose call it is
     * @param environment such as {@code production}
     * @param key the name of the caller's key, empty for anonymous
     * @param agent {@code X-Agent-Name}
     * @param agentVersion the version of the agent that was registered last, as far as it is known
     * @param user {@code X-External-User-Id}
     */
    public record Caller(
            String tenant,
            String environment,
            Optional<String> key,
            Optional<String> agent,
            Optional<String> agentVersion,
            Optional<String> user) {

        /** Makes a caller whose agent has no version. */
        public Caller(
                String tenant,
                String environment,
                Optional<String> key,
                Optional<String> agent,
                Optional<String> user) {
            this(tenant, environment, key, agent, Optional.empty(), user);
        }
    }

    /**
     * When what happened. What did not happen is empty.
     *
     * @param received the request's headers were there
     * @param sent the request went to the provider
     * @param firstByte the provider's headers were there
     * @param firstToken the first piece of content went by; streams alone
     * @param lastToken the last piece of content went by; streams alone
     * @param ended the call was over
     */
    public record Times(
            Instant received,
            Optional<Instant> sent,
            Optional<Instant> firstByte,
            Optional<Instant> firstToken,
            Optional<Instant> lastToken,
            Instant ended) {}

    /**
     * What was asked for and what was chosen.
     *
     * @param inboundDialect what the client spoke
     * @param outboundDialect what the provider was spoken to in
     * @param requestedModel the model as the client named it
     * @param provider the chosen provider's name
     * @param selectedModel the model as the provider names it
     * @param streamed whether the client asked for a stream
     * @param losses what the provider could not take of the request, or was asked for in another way
     * @param alias the alias that chose the provider, where one did
     * @param cached whether the answer was kept from an earlier call, and the provider not asked
     * @param continued where the answer broke and another target went on, in order
     */
    public record Route(
            String inboundDialect,
            Optional<String> outboundDialect,
            Optional<String> requestedModel,
            Optional<String> provider,
            Optional<String> selectedModel,
            boolean streamed,
            List<Losses.Loss> losses,
            Optional<String> alias,
            boolean cached,
            List<Continued> continued) {

        /** Copies the lists. */
        public Route {
            losses = List.copyOf(losses);
            continued = List.copyOf(continued);
        }

        /** Makes the route of a call that no alias chose. */
        public Route(
                String inboundDialect,
                Optional<String> outboundDialect,
                Optional<String> requestedModel,
                Optional<String> provider,
                Optional<String> selectedModel,
                boolean streamed,
                List<Losses.Loss> losses) {
            this(
                    inboundDialect,
                    outboundDialect,
                    requestedModel,
                    provider,
                    selectedModel,
                    streamed,
                    losses,
                    Optional.empty(),
                    false,
                    List.of());
        }

        /** Makes the route of a call of which nothing was lost. */
        public Route(
                String inboundDialect,
                Optional<String> outboundDialect,
                Optional<String> requestedModel,
                Optional<String> provider,
                Optional<String> selectedModel,
                boolean streamed) {
            this(inboundDialect, outboundDialect, requestedModel, provider, selectedModel, streamed, List.of());
        }
    }

    /**
     * One try at a provider.
     *
     * @param target provider and model, {@code openai/gpt-4o}
     * @param status the provider's status, empty where there was none
     * @param errorClass why it failed, such as {@code connect}, {@code timeout}, {@code status}
     * @param millis how long it took to its headers or its failure
     * @param spanId the try as a span within the call's, as the provider was told in {@code traceparent}; 16 hexadecimal digits
     * @param used the tokens of one that was given up or broke, and is paid for all the same: an estimate. They are not among the answer's
     * @param cost what those cost, where that is known
     */
    public record Attempt(
            String target,
            Optional<Integer> status,
            Optional<String> errorClass,
            double millis,
            Optional<String> spanId,
            Optional<Usage> used,
            Optional<Cost> cost) {
        /** The class of an error that the status tells. */
        public static final String STATUS = "status";

        /** The class of an error that the answer tells, behind a status that does not. */
        public static final String ERROR_IN_ANSWER = "error_in_answer";

        /** Makes a try that cost nothing beside the answer, and is no span of its own. */
        public Attempt(String target, Optional<Integer> status, Optional<String> errorClass, double millis) {
            this(target, status, errorClass, millis, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** Returns this try, failed; why it did is what was noted first. */
        public Attempt failed(String why, Optional<Usage> spent) {
            return new Attempt(target, status, errorClass.or(() -> Optional.of(why)), millis, spanId, spent, cost);
        }

        /** Returns this try with what it cost. */
        public Attempt with(Optional<Cost> told) {
            return new Attempt(target, status, errorClass, millis, spanId, used, told);
        }
    }

    /**
     * Where an answer that had broken went on.
     *
     * @param at after how many characters of its text
     * @param target the provider and the model that went on
     */
    public record Continued(long at, String target) {}

    /**
     * How much was moved.
     *
     * @param request the inbound body's bytes
     * @param response the downstream body's bytes as sent, compressed or not
     */
    public record Bytes(long request, long response) {}

    /** How a call ended. */
    public enum Outcome {
        /** The client got the whole answer. */
        COMPLETED,
        /** The client left early. */
        CLIENT_LEFT,
        /** The provider failed, with an error or in mid-stream. */
        FAILED,
        /** It was refused here. */
        REFUSED
    }
}
