package io.throughline;

import io.throughline.access.CallLimits;
import io.throughline.access.LimitDecision;
import io.throughline.access.LimitHeaders;
import io.throughline.access.LimitReachedException;
import io.throughline.cache.CacheableCall;
import io.throughline.cache.CachedAnswers;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Dialects;
import io.throughline.http.HeaderHygiene;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import io.throughline.price.UsageEstimate;
import io.throughline.provider.Destinations;
import io.throughline.provider.Target;
import io.throughline.record.CallRecord;
import io.throughline.record.Recording;
import io.throughline.route.Endpoint;
import io.throughline.route.Itinerary;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Keeps calls within their callers' limits, and answers what was asked before. Safe for use by many threads. */
final class Spending implements AutoCloseable {

    private final CallLimits limits;
    private final Optional<CachedAnswers> cache;
    private final Pricing pricing;

    Spending(CallLimits limits, Optional<CachedAnswers> cache, Pricing pricing) {
        this.limits = limits;
        this.cache = cache;
        this.pricing = pricing;
    }

    /**
     * Answers a call: from the cache, else as {@code send} does, where the caller's limits let it.
     *
     * @throws LimitReachedException by the stage, where they do not
     */
    CompletionStage<ProxyResponse> within(
            Asked asked, Itinerary itinerary, Recording recording, Supplier<CompletionStage<ProxyResponse>> send) {
        Target target = itinerary.preview().target();
        Optional<CacheableCall> cacheable = cache.flatMap(it -> cacheable(asked, target, recording));
        if (cacheable.isEmpty()) {
            return reserved(asked, target, recording, send);
        }
        return cache.orElseThrow().find(cacheable.get()).thenCompose(found -> {
            if (found.isPresent()) {
                return replayed(asked, target, found.get(), recording);
            }
            kept(asked, target, cacheable.get(), cache.orElseThrow(), recording);
            return reserved(asked, target, recording, send);
        });
    }

    /** A call's record is made: what it really took is known. */
    void recorded(CallRecord call) {
        limits.settle(call.id(), call.tokens(), call.cost().map(Cost::total));
    }

    /** Returns how many calls hold reservations. */
    int held() {
        return limits.held();
    }

    /** Returns how often the shared limits could not be reached. */
    long limitOutages() {
        return limits.outages();
    }

    /** Returns how often the cache could not be reached. */
    long cacheOutages() {
        return cache.map(CachedAnswers::outages).orElse(0L);
    }

    @Override
    public void close() {
        limits.close();
        cache.ifPresent(CachedAnswers::close);
    }

    /** Embeddings are no conversation that could be written again: they are kept in their bytes. */
    private static void kept(
            Asked asked, Target target, CacheableCall call, CachedAnswers answers, Recording recording) {
        if (call.codec().isEmpty()) {
            asked.finish().whenWholeBytes(body -> {
                if (isOf(target, recording)) {
                    answers.keep(call, body);
                }
            });
            return;
        }
        asked.finish().whenWhole(answer -> {
            if (isOf(target, recording)) {
                answers.keep(call, answer);
            }
        });
    }

    /** What another target said in its place is not the target's answer: whoever asks that one, by whatever name, is not to get it. */
    private static boolean isOf(Target target, Recording recording) {
        return recording.provider().filter(target.provider().name()::equals).isPresent()
                && recording.selectedModel().filter(target.model()::equals).isPresent();
    }

    private CompletionStage<ProxyResponse> reserved(
            Asked asked, Target target, Recording recording, Supplier<CompletionStage<ProxyResponse>> send) {
        Usage estimate = UsageEstimate.ofRequest(asked.body().length);
        Sale sale = new Sale(
                target.provider().name(),
                Optional.of(target.model()),
                Optional.empty(),
                Optional.empty(),
                LocalDate.now(ZoneOffset.UTC));
        return limits.reserve(
                        recording.id(),
                        asked.caller(),
                        estimate.inputTotal(),
                        pricing.cost(sale, estimate).map(Cost::total))
                .thenCompose(decision -> {
                    if (decision instanceof LimitDecision.Refused refused) {
                        throw new LimitReachedException(refused);
                    }
                    recording.onEnd(() -> over(recording));
                    return send.get().thenApply(response -> told(response, decision, asked));
                });
    }

    /** What was never sent costs nothing. */
    private void over(Recording recording) {
        if (recording.attempts().isEmpty()) {
            limits.notRun(recording.id());
        }
        limits.over(recording.id());
    }

    private static ProxyResponse told(ProxyResponse response, LimitDecision decision, Asked asked) {
        return response.with(LimitHeaders.on(
                response.headers(), decision.state(), asked.call().dialect(), Instant.now()));
    }

    private static CompletionStage<ProxyResponse> replayed(
            Asked asked, Target target, CachedAnswers.Hit hit, Recording recording) {
        recording.fromCache();
        recording.routed(asked.call().dialect(), target.provider().name(), Optional.of(target.model()));
        recording.answering(hit.response().status());
        recording.following(hit.answer());
        CompletionStage<ProxyResponse> answer = asked.finish().written(OurHeaders.on(hit.response(), recording));
        recording.answered(hit.answer()::get);
        return answer;
    }

    private static Optional<CacheableCall> cacheable(Asked asked, Target target, Recording recording) {
        boolean embeddings = asked.call() == Endpoint.ModelCall.EMBEDDINGS;
        if (!asked.call().isConversation() && !embeddings) {
            return Optional.empty();
        }
        String dialect = asked.call().dialect();
        Optional<Codec> codec = embeddings ? Optional.empty() : Optional.of(asked.codec());
        String spoken = embeddings ? dialect : Destinations.dialect(target, dialect);
        boolean relayed = spoken.equals(dialect);
        return Optional.of(new CacheableCall(
                recording.id(),
                asked.caller(),
                codec.map(Codec::dialect)
                        .orElseGet(() -> Dialects.named(dialect).orElseThrow()),
                codec,
                target.place(),
                embeddings ? "" : Destinations.of(target, spoken).issuer(),
                new Body.Bytes(asked.body()),
                asked.inbound().headers(),
                HeaderHygiene.deciding(asked.inbound().headers(), target.provider()),
                asked.streamed(),
                relayed ? target.provider().usage() : UsageConvention.STANDARD));
    }
}
