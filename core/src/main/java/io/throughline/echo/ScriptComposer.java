package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.throughline.echo.EchoRequest.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Decides what the echo answers. The same request gives the same answer, but for the ids of calls. */
final class ScriptComposer {
    private static final int GIST = 24;

    private final EchoRequest request;
    private final EchoDirectives directives;
    private final Supplier<String> callIds;
    private final Words words;

    private ScriptComposer(EchoRequest request, Supplier<String> callIds) {
        this.request = request;
        this.directives = request.directives();
        this.callIds = callIds;
        this.words = Words.of(request.prompt().userText());
    }

    static EchoScript compose(EchoRequest request, Supplier<String> callIds) {
        return new ScriptComposer(request, callIds).script();
    }

    private EchoScript script() {
        List<String> called = called();
        List<Step> content = new ArrayList<>();
        reasoning().forEach(token -> content.add(new Step.Reasoning(token.text(), 1)));
        content.addAll(text(called));
        called.forEach(name -> call(name, content));

        Step.Reason reason = called.isEmpty() ? Step.Reason.STOP : Step.Reason.TOOL_CALLS;
        int most = request.maxTokens().orElse(Integer.MAX_VALUE);
        if (content.size() > most) {
            content.subList(most, content.size()).clear();
            reason = Step.Reason.LENGTH;
        }
        Step end = end(content, new Step.Finish(reason));
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Start());
        steps.addAll(Chunks.of(content, directives.chunk()));
        steps.add(end);
        return new EchoScript(
                List.copyOf(steps),
                directives.first(),
                directives.pace().orElse(EchoModel.named(request.model()).pace()));
    }

    private List<String> called() {
        if (request.prompt().toolResult() != null || request.choice() instanceof ToolChoice.None) {
            return List.of();
        }
        List<String> names = wanted();
        return request.parallel() || names.isEmpty() ? names : names.subList(0, 1);
    }

    private List<String> wanted() {
        if (!directives.tools().isEmpty()) {
            return directives.tools();
        }
        if (request.choice() instanceof ToolChoice.Named named) {
            return List.of(named.name());
        }
        boolean calls =
                request.choice() instanceof ToolChoice.Any || EchoModel.named(request.model()) == EchoModel.ECHO_TOOLS;
        return request.tools().stream()
                .filter(tool -> calls)
                .map(EchoRequest.Tool::name)
                .limit(1)
                .toList();
    }

    private List<Step.Text> reasoning() {
        int length =
                directives.reasoning().orElse(EchoModel.named(request.model()).reasoning());
        String opening = "The user says: " + Tokens.gist(request.prompt().userText(), GIST) + ".";
        return length == 0
                ? List.of()
                : Prose.seeded(request.prompt().seed() + 1).filled(opening, length);
    }

    private List<Step.Text> text(List<String> called) {
        OptionalInt length = directives.tokens();
        if (!called.isEmpty() && length.isEmpty()) {
            return List.of();
        }
        if (request.schema() != null && called.isEmpty()) {
            return Prose.steps(Json.compact(structured(request.schema())));
        }
        long seed = request.prompt().seed();
        Prose prose = Prose.seeded(seed);
        return length.isPresent()
                ? prose.filled(opening(), length.getAsInt())
                : prose.after(opening(), 2 + Math.floorMod(seed, 3));
    }

    private String opening() {
        String result = request.prompt().toolResult();
        if (result != null) {
            return "The tool says: " + Tokens.gist(result, GIST) + ".";
        }
        String said = request.prompt().userText();
        return said.isBlank() ? "You said nothing." : "You said: \"" + Tokens.gist(said, GIST) + "\".";
    }

    private JsonNode structured(JsonNode schema) {
        if (schema.isEmpty()) {
            return JsonNodeFactory.instance.objectNode().put("answer", opening());
        }
        return SchemaSample.minimal(schema, words);
    }

    private void call(String name, List<Step> content) {
        JsonNode schema = request.tools().stream()
                .filter(tool -> tool.name().equals(name))
                .map(EchoRequest.Tool::schema)
                .findFirst()
                .orElse(MissingNode.getInstance());
        JsonNode sample = SchemaSample.full(schema, words);
        JsonNode arguments = sample.isObject() ? sample : JsonNodeFactory.instance.objectNode();
        content.add(new Step.CallStart(callIds.get(), name));
        Tokens.split(Json.compact(arguments)).forEach(token -> content.add(new Step.CallArguments(token, 1)));
    }

    /** Returns how the answer ends, and takes out of it what would come after that. */
    private Step end(List<Step> content, Step.Finish finish) {
        OptionalInt failAfter = directives.failAfter();
        if (failAfter.isPresent()) {
            keep(content, failAfter.getAsInt());
            return new Step.Fail(EchoError.simulated(directives.fail().orElse(500)));
        }
        if (directives.cutAfter().isPresent()) {
            keep(content, directives.cutAfter().getAsInt());
            return new Step.Cut();
        }
        if (directives.stallAfter().isPresent()) {
            keep(content, directives.stallAfter().getAsInt());
            return new Step.Stall();
        }
        return finish;
    }

    private static void keep(List<Step> content, int tokens) {
        if (tokens < content.size()) {
            content.subList(tokens, content.size()).clear();
        }
    }
}
