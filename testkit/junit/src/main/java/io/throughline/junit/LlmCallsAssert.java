package io.throughline.junit;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.Usage;
import io.throughline.price.Cost;
import io.throughline.record.CallRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/** What the calls of a test, all together, must have been. */
public final class LlmCallsAssert extends AbstractAssert<LlmCallsAssert, LlmCalls> {
    private final List<CallRecord> calls;

    LlmCallsAssert(LlmCalls actual) {
        super(actual, LlmCallsAssert.class);
        calls = actual.all();
    }

    /** There were so many calls. */
    public LlmCallsAssert hasSize(int expected) {
        return must(calls.size() == expected, "Expected %s calls but there were %s", expected, told());
    }

    /**
     * All calls together cost less. A call whose price nobody knows fails this.
     *
     * @param usd an amount in USD, such as {@code 0.01}
     */
    public LlmCallsAssert costBelow(String usd) {
        List<String> unknown = calls.stream()
                .filter(CallRecord::lacksPrice)
                .map(LlmCallsAssert::model)
                .toList();
        must(unknown.isEmpty(), "Nobody knows the price of %s: say it under \"prices\"", unknown);
        BigDecimal total = calls.stream()
                .flatMap(call -> call.cost().stream())
                .map(Cost::total)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return must(
                total.compareTo(new BigDecimal(usd)) < 0,
                "Expected calls that cost less than %s USD but they cost %s: %s",
                usd,
                Cost.plain(total),
                told());
    }

    /** All calls together took fewer tokens, input and output. A call whose provider told none fails this. */
    public LlmCallsAssert tokensBelow(long tokens) {
        must(
                calls.stream().allMatch(call -> call.answer().usage().isPresent()),
                "Not every provider told its tokens: %s",
                told());
        long total = calls.stream()
                .flatMap(call -> call.answer().usage().stream())
                .mapToLong(LlmCallsAssert::tokens)
                .sum();
        return must(total < tokens, "Expected fewer than %s tokens but there were %s: %s", tokens, total, told());
    }

    /** A model called the tool. */
    public LlmCallsAssert toolCalled(String name) {
        List<String> tools = tools();
        return must(tools.contains(name), "Expected a call of the tool %s but models called %s", name, tools);
    }

    /** No model called the tool. */
    public LlmCallsAssert toolNotCalled(String name) {
        List<String> tools = tools();
        return must(!tools.contains(name), "Expected no call of the tool %s but models called %s", name, tools);
    }

    /** Every call was answered by the model, named as the provider names it or with {@code provider/} before it. */
    public LlmCallsAssert onlyModel(String name) {
        return must(
                calls.stream()
                        .allMatch(call -> Stream.of(
                                        model(call),
                                        call.route().selectedModel().orElse(""))
                                .anyMatch(name::equals)),
                "Expected the model %s alone: %s",
                name,
                told());
    }

    /** Every call came to its end, and was answered without an error. */
    public LlmCallsAssert allCompleted() {
        return must(
                calls.stream().allMatch(call -> call.outcome() == CallRecord.Outcome.COMPLETED && call.status() < 400),
                "Expected calls that all completed: %s",
                told());
    }

    /** Every call was over within that time. */
    public LlmCallsAssert eachWithin(Duration most) {
        return must(
                calls.stream()
                        .allMatch(call -> Duration.between(
                                                call.times().received(),
                                                call.times().ended())
                                        .compareTo(most)
                                <= 0),
                "Expected calls of %s at the most: %s",
                most,
                told());
    }

    /** A model's answers hold the text. */
    public LlmCallsAssert answered(String text) {
        return must(
                blocks(Block.Text.class, Block.Text::text).anyMatch(answer -> answer.contains(text)),
                "Expected an answer that holds \"%s\": %s",
                text,
                told());
    }

    /** All calls were in the trace. */
    public LlmCallsAssert inTrace(String traceId) {
        return must(
                calls.stream().allMatch(call -> call.trace().traceId().equals(traceId)),
                "Expected calls in the trace %s alone but they were in %s",
                traceId,
                calls.stream().map(call -> call.trace().traceId()).distinct().toList());
    }

    /** Every call satisfies what is asked of it. */
    public LlmCallsAssert each(Consumer<CallRecord> requirements) {
        calls.forEach(requirements);
        return this;
    }

    private LlmCallsAssert must(boolean holds, String message, Object... values) {
        isNotNull();
        if (!holds) {
            failWithMessage(message, values);
        }
        return this;
    }

    private List<String> tools() {
        return blocks(Block.ToolCall.class, Block.ToolCall::name).toList();
    }

    private <B extends Block, T> Stream<T> blocks(Class<B> kind, Function<B, T> reading) {
        return calls.stream()
                .map(CallRecord::answer)
                .flatMap(answer -> answer.choices().stream())
                .map(Answer.Choice::blocks)
                .flatMap(List::stream)
                .filter(kind::isInstance)
                .map(kind::cast)
                .map(reading);
    }

    private static long tokens(Usage usage) {
        return usage.inputTotal() + usage.outputTotal();
    }

    private static String model(CallRecord call) {
        return call.route().provider().orElse("nobody") + "/"
                + call.route()
                        .selectedModel()
                        .or(() -> call.route().requestedModel())
                        .orElse("?");
    }

    private List<String> told() {
        return calls.stream()
                .map(call -> model(call) + " " + call.status() + " " + call.outcome()
                        + call.error()
                                .map(error -> " (" + error.message() + ")")
                                .orElse(""))
                .toList();
    }
}
