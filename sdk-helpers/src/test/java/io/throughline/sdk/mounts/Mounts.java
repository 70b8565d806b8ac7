package io.throughline.sdk.mounts;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Throughline;
import io.throughline.config.ThroughlineConfig;
import io.throughline.standalone.StandaloneServer;
import io.throughline.testkit.ScriptedProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One handler in this JVM with all that an application can put it into, and a server beside; the same providers behind both. */
final class Mounts implements AutoCloseable {
    private final ScriptedProvider chatty = ScriptedProvider.start();
    private final ScriptedProvider claudy = ScriptedProvider.start();
    private final Throughline throughline;
    private final ServerMounts servers;
    private final VendorMounts vendors;
    private final HttpMounts clients;
    private final Mount handler;
    private final List<Mount> all;

    private Mounts(List<Conversation> conversations, Path directory) throws Exception {
        Path here = directory.resolve("here.jsonl");
        Path there = directory.resolve("there.jsonl");
        Ledger ofHandler = new Ledger(here);
        throughline = Throughline.create(config(conversations, here, directory));
        StandaloneServer standalone = StandaloneServer.start(config(conversations, there, directory));
        servers = new ServerMounts(throughline, standalone, directory);
        vendors = new VendorMounts(throughline);
        clients = new HttpMounts(throughline, this::target, ofHandler);
        handler = servers.handler(ofHandler);
        all = Stream.of(
                        servers.servers(ofHandler, new Ledger(there)),
                        new SpringMounts(throughline, this::target, ofHandler).all(),
                        vendors.all(ofHandler),
                        clients.all())
                .flatMap(List::stream)
                .toList();
    }

    static Mounts start(List<Conversation> conversations, Path directory) throws Exception {
        return new Mounts(conversations, directory);
    }

    /** Returns the handler with nothing around it. */
    Mount handler() {
        return handler;
    }

    List<Mount> all() {
        return all;
    }

    /** Has conversations, one after the other, and returns their records. Sinks write once a second, so the records are waited for once. */
    Map<Conversation, JsonNode> replay(Mount mount, List<Conversation> conversations) throws Exception {
        for (Conversation conversation : conversations) {
            provider(conversation).answer(conversation.answer().get());
            mount.client().call(conversation);
        }
        List<JsonNode> records = mount.ledger().nextCalls(conversations.size());
        Map<Conversation, JsonNode> byConversation = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            byConversation.put(conversations.get(i), records.get(i));
        }
        return byConversation;
    }

    private ScriptedProvider provider(Conversation conversation) {
        return conversation.ofAnthropic() ? claudy : chatty;
    }

    /** What an application without Throughline would call. */
    private URI target(Conversation conversation) {
        return provider(conversation).uri("/v1" + conversation.path());
    }

    private ThroughlineConfig config(List<Conversation> conversations, Path records, Path directory) {
        return ThroughlineConfig.parse(
                """
                server: {port: 0}
                extras: false
                trace: {signatures: off}
                retry: {max-attempts: 1}
                providers:
                  chatty: {dialect: openai, base-url: "%s", api-key: provider-key-1, models: [%s]}
                  claudy: {dialect: anthropic, base-url: "%s", api-key: provider-key-2, models: [%s]}
                telemetry: {jsonl: {path: '%s'}}
                """.formatted(
                                chatty.uri("/v1"),
                                models(conversations, false),
                                claudy.uri(),
                                models(conversations, true),
                                records),
                "test.yaml",
                Map.of(),
                directory);
    }

    private static String models(List<Conversation> conversations, boolean ofAnthropic) {
        return conversations.stream()
                .filter(conversation -> conversation.ofAnthropic() == ofAnthropic)
                .map(conversation -> '"' + conversation.model() + '"')
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws Exception {
        clients.close();
        vendors.close();
        servers.close();
        throughline.close();
        chatty.close();
        claudy.close();
    }
}
