package io.throughline;

import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.embeddings.EmbeddingTarget;
import io.throughline.dialect.messages.HostedMessages;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import io.throughline.provider.Destinations;
import io.throughline.provider.Target;
import io.throughline.provider.VertexModels;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Step;
import io.throughline.translate.EmbeddingTranslation;
import io.throughline.translate.Translation;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes a call for a target that speaks another dialect than the client.
 *
 * @param requests makes the requests
 * @param strict whether what a target can't take is refused instead of left out
 */
record TranslatedWriter(ProviderRequests requests, boolean strict) {
    /** Writes a conversation. */
    Outbound conversation(Asked asked, String spoken, Step step, Recording recording) {
        Target target = step.target();
        ProxyRequest inbound = asked.inbound();
        Codec client = asked.codec();
        Codec provider = Codecs.named(spoken).orElseThrow();
        Destination to = Destinations.of(target, spoken);
        byte[] body = asked.body();
        Translation written = provider.outbound().isPresent()
                ? Translation.of(client, body, provider, to, strict, recording.id())
                : Translation.hosted(
                        client, body, provider, HostedMessages.BEDROCK, to, betas(inbound), recording.id());
        Translation translation = hosted(written, target);
        boolean streamed = translation.context().asked().stream();
        ProxyRequest request = requests.translated(translation.written(), step, inbound, streamed);
        return new Outbound(
                asked.call(), asked.caller(), target, spoken, request, new Outbound.Way.Translate(translation));
    }

    /** Writes a request for embeddings, in as many parts as the target takes them. */
    Outbound embeddings(EmbeddingTarget embedding, Asked asked, Step step) {
        String spoken = embedding.table().dialect();
        Target target = step.target();
        EmbeddingTranslation call =
                EmbeddingTranslation.of(asked.body(), embedding, Destinations.of(target, spoken), strict);
        List<ProxyRequest> parts = call.parts().stream()
                .map(part -> requests.translated(part.request(), step, asked.inbound(), false))
                .toList();
        return new Outbound(
                Endpoint.ModelCall.EMBEDDINGS,
                asked.caller(),
                target,
                spoken,
                parts.get(0),
                new Outbound.Way.Embed(call, parts, new AtomicReference<>()));
    }

    /** Returns a translation as the target's host wants it. */
    static Translation hosted(Translation written, Target target) {
        return VertexModels.isClaude(target) ? written.on(HostedMessages.VERTEX, target.model()) : written;
    }

    private static List<String> betas(ProxyRequest inbound) {
        return inbound.headers().all("anthropic-beta").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
