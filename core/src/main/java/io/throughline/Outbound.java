package io.throughline;

import io.throughline.access.Caller;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.mark.AnswerEdits;
import io.throughline.provider.Provider;
import io.throughline.provider.Target;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.thread.TraceParent;
import io.throughline.thread.Uuid7;
import io.throughline.translate.EmbeddingCalls;
import io.throughline.translate.EmbeddingTranslation;
import io.throughline.translate.Translation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * A call as it goes to the provider.
 *
 * @param call what is called
 * @param caller who calls
 * @param target the chosen provider and model; the model's name is empty where what is called has none
 * @param spoken the dialect in which the provider is spoken to
 * @param request the request, ready to be sent; the first of them where there are several
 * @param way how the client's request became the provider's
 * @param spanId the attempt as a span within the call's
 */
record Outbound(
        Endpoint.ProviderCall call,
        Caller caller,
        Target target,
        String spoken,
        ProxyRequest request,
        Way way,
        String spanId) {

    /** Makes an attempt, which is a span of its own. */
    Outbound(Endpoint.ProviderCall call, Caller caller, Target target, String spoken, ProxyRequest request, Way way) {
        this(call, caller, target, spoken, request, way, Uuid7.span());
    }

    /** Returns the same attempt whose provider is told its span. */
    Outbound within(TraceParent callSpan) {
        UnaryOperator<ProxyRequest> told = it -> it.with(OutboundHeaders.traced(it.headers(), callSpan.child(spanId)));
        Way traced = way instanceof Way.Embed embed
                ? new Way.Embed(
                        embed.call(), embed.requests().stream().map(told).toList(), embed.sent())
                : way;
        return new Outbound(call, caller, target, spoken, told.apply(request), traced, spanId);
    }

    /** Returns the chosen provider. */
    Provider provider() {
        return target.provider();
    }

    /** Notes where the call goes now. */
    void noteIn(Recording recording) {
        recording.routed(spoken, provider().name(), Optional.of(target.model()).filter(model -> !model.isEmpty()));
        recording.translated(losses());
        recording.attemptIs(spanId);
    }

    /** Returns the translation, where there is one. */
    Optional<Translation> translation() {
        return way instanceof Way.Translate translate ? Optional.of(translate.call()) : Optional.empty();
    }

    /** Returns what the provider can't take of the request. */
    private List<Losses.Loss> losses() {
        if (way instanceof Way.Translate translate) {
            return translate.call().losses();
        }
        return way instanceof Way.Relay relay
                ? relay.losses()
                : ((Way.Embed) way).call().losses();
    }

    /** How a client's request becomes the provider's. */
    sealed interface Way {
        /**
         * It is the same, but for the model's name and what the provider refuses.
         *
         * @param losses what the provider refuses
         * @param usage what becomes of the chunk of a stream that tells the tokens
         */
        record Relay(List<Losses.Loss> losses, AnswerEdits.UsageChunk usage) implements Way {
            static final Relay AS_IT_IS = new Relay(List.of(), AnswerEdits.UsageChunk.PASSES);

            /** Copies the list. */
            public Relay {
                losses = List.copyOf(losses);
            }
        }

        /**
         * It is written in another dialect.
         *
         * @param call the translation
         */
        record Translate(Translation call) implements Way {}

        /**
         * It asks for embeddings, in parts.
         *
         * @param call the translation
         * @param requests the request of each part
         * @param sent what came of them, once it has
         */
        record Embed(EmbeddingTranslation call, List<ProxyRequest> requests, AtomicReference<EmbeddingCalls.Sent> sent)
                implements Way {
            /** Copies the list. */
            public Embed {
                requests = List.copyOf(requests);
            }
        }
    }

    /**
     * Returns where a call goes: the provider's base, the call's path, the client's query and the provider's own.
     *
     * @param path the path behind the version
     */
    static URI target(Provider provider, String path, String rawQuery) {
        return uri(provider, version(provider) + path, rawQuery);
    }

    /** Returns where a translated call goes: the provider's base, the dialect's path and query, and the provider's own query. */
    static URI target(Provider provider, WrittenRequest written) {
        int question = written.path().indexOf('?');
        String path = question < 0 ? written.path() : written.path().substring(0, question);
        String query = question < 0 ? "" : written.path().substring(question + 1);
        boolean versioned =
                path.startsWith("/v1/") && provider.baseUri().getPath().endsWith("/v1");
        return uri(provider, versioned ? path.substring(3) : path, query);
    }

    private static URI uri(Provider provider, String path, String rawQuery) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (!rawQuery.isEmpty()) {
            query.add(rawQuery);
        }
        for (Map.Entry<String, String> parameter : provider.query().entrySet()) {
            query.add(parameter.getKey() + "=" + parameter.getValue());
        }
        return URI.create(provider.baseUri() + publisher(provider, path) + path + query);
    }

    /** Vertex AI has models of several publishers; the paths of Gemini's own dialect do not say whose. */
    private static String publisher(Provider provider, String path) {
        return provider.family() == Provider.Family.VERTEX && path.startsWith("/models/") ? "/publishers/google" : "";
    }

    /** OpenAI's base URIs end in the version, Anthropic's most often do not; both forms are in use for both. */
    private static String version(Provider provider) {
        boolean anthropic = provider.family() == Provider.Family.ANTHROPIC;
        return anthropic && !provider.baseUri().getPath().endsWith("/v1") ? "/v1" : "";
    }
}
