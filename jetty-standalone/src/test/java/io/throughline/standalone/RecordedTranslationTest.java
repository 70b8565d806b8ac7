package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.Script;
import io.throughline.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recorded answers of every provider, served to clients of every dialect and read by the vendors' own clients: text, reasoning, calls with their
 * arguments, the finish reason and the usage are those that an independent decoder read out of the recording. Prints a table; what can't map
 * stands in it with its reason.
 */
class RecordedTranslationTest {
    private static final Logger LOG = LoggerFactory.getLogger(RecordedTranslationTest.class);

    /** Behind the dialect where the client is npm's {@code ai}. */
    static final String NPM = " (npm ai)";

    /** The provider entry that replays each dialect. */
    private static final Map<String, String> ENTRIES = Map.of(
            "openai-chat", "chatty",
            "openai-responses", "respondy",
            "anthropic-messages", "claudy",
            "gemini", "geminy",
            "bedrock-converse", "bedrocky",
            "bedrock-converse-stream", "bedrocky",
            "cohere-v2", "cohery",
            "ollama", "ollamy");

    /** Answers of conversations that no client of another dialect can get, and why. */
    private static final Map<String, String> OUT_OF_REACH = Map.of(
            "bedrock-invoke",
            "Bedrock's models are asked by Converse; invoke is used for clients of Messages alone, whose answer passes as it is",
            "bedrock-invoke-stream",
            "Bedrock's models are asked by Converse; invoke is used for clients of Messages alone, whose answer passes as it is",
            "openai-completions",
            "the endpoint before Chat Completions is not served");

    @Test
    void everyClientReadsEveryProvider() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        Map<String, Tally> table = new TreeMap<>();
        List<String> unexplained = new ArrayList<>();
        AtomicReference<Script> current = new AtomicReference<>();
        try (ScriptedProvider provider = ScriptedProvider.start().answerEach(request -> current.get());
                RunningServer server = RunningServer.with(config(provider));
                VendorClients clients = new VendorClients(server.uri())) {
            Optional<NpmClients> npm = NpmClients.start(server.uri());
            for (RecordedCase recorded : RecordedCase.of(ENTRIES.keySet())) {
                if (recorded.expected().isEmpty() || recorded.status() >= 300) {
                    continue;
                }
                String model = entry(recorded) + "/m";
                Map<String, Reading> readings = new LinkedHashMap<>();
                readings.put("openai-chat", clients::chat);
                readings.put("openai-responses", clients::responses);
                readings.put("anthropic-messages", clients::messages);
                readings.put("gemini", (name, streamed) -> GeminiReading.read(server, name, streamed));
                npm.ifPresent(node -> List.of("openai-chat", "openai-responses", "anthropic-messages")
                        .forEach(dialect ->
                                readings.put(dialect + NPM, (name, streamed) -> node.read(dialect, name, streamed))));
                readings.keySet().removeIf(client -> client.replace(NPM, "").equals(recorded.dialect()));
                readings.forEach((dialect, client) -> {
                    // a client may ask for the one form and its provider answer in the other
                    for (boolean streamed : new boolean[] {recorded.streamed(), !recorded.streamed()}) {
                        current.set(script(recorded));
                        List<String> differences;
                        try {
                            differences = client.read(model, streamed).differences(ExpectedAnswer.of(recorded));
                        } catch (RuntimeException | AssertionError e) {
                            differences = List.of("client: " + e);
                        }
                        List<String> reasons = TranslationDifferences.reasons(recorded, dialect, differences);
                        String row = recorded.provider() + " " + recorded.dialect() + " -> " + dialect
                                + (streamed ? ", streamed" : ", whole");
                        table.computeIfAbsent(row, key -> new Tally()).add(differences, reasons);
                        if (reasons.size() < differences.size()) {
                            unexplained.add(recorded.id() + " -> " + row + ": " + differences);
                        }
                    }
                });
            }
            npm.ifPresent(NpmClients::close);
        }
        table.forEach((row, tally) -> LOG.info("{}: {}", row, tally));
        for (RecordedCase recorded : RecordedCase.of(OUT_OF_REACH.keySet())) {
            LOG.info("{} -> none: {}", recorded.id(), OUT_OF_REACH.get(recorded.dialect()));
        }
        unexplained.forEach(LOG::info);
        assertThat(unexplained).as("differences without a reason").isEmpty();
        assertThat(table.values().stream().mapToInt(tally -> tally.equal).sum()).isGreaterThan(400);
    }

    /** Two providers count tokens in ways of their own. */
    private static String entry(RecordedCase recorded) {
        boolean counts = recorded.dialect().equals("openai-chat")
                && Set.of("xai", "mistral").contains(recorded.provider());
        return counts ? recorded.provider() : ENTRIES.get(recorded.dialect());
    }

    private static String config(ScriptedProvider provider) {
        String base = provider.uri().toString().replaceAll("/$", "");
        return """
                extras: false
                trace: {signatures: off}
                retry: {max-attempts: 1}
                providers:
                  chatty: {dialect: openai-chat, base-url: "%1$s/v1", api-key: k1}
                  respondy: {dialect: openai-responses, base-url: "%1$s/v1", api-key: k2}
                  xai: {dialect: openai-chat, base-url: "%1$s/v1", api-key: k8}
                  mistral: {dialect: openai-chat, base-url: "%1$s/v1", api-key: k9}
                  claudy: {dialect: anthropic, base-url: "%1$s", api-key: k3}
                  geminy: {dialect: gemini, base-url: "%1$s/v1beta", api-key: k4}
                  bedrocky: {dialect: bedrock, base-url: "%1$s", api-key: k5}
                  cohery: {dialect: cohere, base-url: "%1$s", api-key: k6}
                  ollamy: {dialect: ollama, base-url: "%1$s", api-key: k7}
                """.formatted(base);
    }

    private static Script script(RecordedCase recorded) {
        Script script = Script.status(recorded.status());
        for (Map.Entry<String, String> header : recorded.headers().entrySet()) {
            script = script.header(header.getKey(), header.getValue());
        }
        script = script.chunked();
        for (byte[] piece : recorded.pieces()) {
            script = script.write(piece);
        }
        return script;
    }

    private interface Reading {
        ClientAnswer read(String model, boolean streamed);
    }

    private static final class Tally {
        private final Map<String, Integer> reasons = new TreeMap<>();
        private int all;
        private int equal;

        private void add(List<String> differences, List<String> because) {
            all++;
            equal += differences.isEmpty() ? 1 : 0;
            because.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        }

        @Override
        public String toString() {
            return equal + " of " + all + " equal" + (reasons.isEmpty() ? "" : "; else " + reasons);
        }
    }
}
