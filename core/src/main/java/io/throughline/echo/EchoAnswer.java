package io.throughline.echo;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer as a whole.
 *
 * @param reasoning the reasoning, empty where there is none
 * @param text the text, empty where there is none
 * @param calls the tool calls in order
 * @param reason why it is over
 * @param outputTokens the tokens of the answer, reasoning included
 * @param reasoningTokens the tokens of the reasoning
 */
record EchoAnswer(
        String reasoning, String text, List<Call> calls, Step.Reason reason, int outputTokens, int reasoningTokens) {
    /**
     * A tool call.
     *
     * @param arguments JSON; only its beginning where the answer was too long
     */
    record Call(String id, String name, String arguments) {}

    static EchoAnswer of(EchoScript script) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        StringBuilder arguments = new StringBuilder();
        int tokens = 0;
        int reasoningTokens = 0;
        for (Step step : script.steps()) {
            tokens += step.tokens();
            if (step instanceof Step.Reasoning more) {
                reasoning.append(more.text());
                reasoningTokens += more.tokens();
            } else if (step instanceof Step.Text more) {
                text.append(more.text());
            } else if (step instanceof Step.CallStart call) {
                calls.add(new Call(call.id(), call.name(), ""));
                arguments.setLength(0);
            } else if (step instanceof Step.CallArguments more) {
                arguments.append(more.text());
                Call call = calls.remove(calls.size() - 1);
                calls.add(new Call(call.id(), call.name(), arguments.toString()));
            }
        }
        Step.Reason reason = script.end() instanceof Step.Finish finish ? finish.reason() : Step.Reason.STOP;
        return new EchoAnswer(
                reasoning.toString(), text.toString(), List.copyOf(calls), reason, tokens, reasoningTokens);
    }
}
