package io.throughline.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Meters in a registry of Micrometer's. Every label's values are a closed set; of models, which callers name, only the first hundreds. */
public final class MicrometerMeters implements Meters {
    private static final int MOST_MODELS = 300;

    private final MeterRegistry registry;
    private final Supplier<Optional<String>> text;
    private final Set<String> models = ConcurrentHashMap.newKeySet();
    // as bounded as the labels; to look a meter up in the registry makes a name of all its labels each time
    private final Map<CallLabels, OfCall> calls = new ConcurrentHashMap<>();
    private final Map<String, Timer> firstTokens = new ConcurrentHashMap<>();
    private final Map<TokenLabels, Counter> tokens = new ConcurrentHashMap<>();
    private final Map<ModelLabels, Counter> spent = new ConcurrentHashMap<>();

    /** Makes meters in the application's registry, which the application shows; {@code /metrics} doesn't. */
    public MicrometerMeters(MeterRegistry registry) {
        this(registry, Optional::empty);
    }

    MicrometerMeters(MeterRegistry registry, Supplier<Optional<String>> text) {
        this.registry = registry;
        this.text = text;
    }

    @Override
    public void ended(CallRecord call) {
        String provider = call.route().provider().orElse("none");
        OfCall meters = calls.computeIfAbsent(
                new CallLabels(provider, call.route().inboundDialect(), call.outcome(), call.status() / 100),
                this::ofCall);
        meters.calls().increment();
        meters.duration()
                .record(Duration.between(call.times().received(), call.times().ended()));
        call.times()
                .firstToken()
                .ifPresent(first -> firstTokens
                        .computeIfAbsent(provider, this::firstToken)
                        .record(Duration.between(call.times().received(), first)));
        call.answer().usage().ifPresent(usage -> tokens(provider, call.route().selectedModel(), usage));
        cost(provider, call);
        call.attempts().forEach(this::lost);
    }

    @Override
    public void gauge(String name, String help, Map<String, String> labels, LongSupplier value) {
        List<Tag> tags = labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList();
        Gauge.builder(name, value::getAsLong).description(help).tags(tags).register(registry);
    }

    @Override
    public void counter(String name, String help, String sink, String reason, LongSupplier value) {
        FunctionCounter.builder(
                        name, registry, strong -> value.getAsLong()) // the registry keeps the object it asks weakly
                .description(help)
                .tags(sink.isEmpty() ? Tags.empty() : Tags.of("sink", sink))
                .tags(reason.isEmpty() ? Tags.empty() : Tags.of("reason", reason))
                .register(registry);
    }

    @Override
    public Optional<String> prometheus() {
        return text.get();
    }

    private void tokens(String provider, Optional<String> model, Usage usage) {
        String name = model.map(this::bounded).orElse("none");
        tokens(provider, name, "input", usage.input());
        tokens(provider, name, "cache_read", usage.cacheRead());
        tokens(provider, name, "cache_write_5m", usage.cacheWrite5m());
        tokens(provider, name, "cache_write_1h", usage.cacheWrite1h());
        tokens(provider, name, "output", usage.output());
        tokens(provider, name, "reasoning", usage.reasoning());
        tokens(provider, name, "audio_input", usage.audioInput());
        tokens(provider, name, "audio_output", usage.audioOutput());
        tokens(provider, name, "image", usage.image());
    }

    private void tokens(String provider, String model, String bucket, long count) {
        if (count > 0) {
            tokens.computeIfAbsent(new TokenLabels(provider, model, bucket), this::ofTokens)
                    .increment((double) count);
        }
    }

    /** What the simulated provider answers, and what is only counted or fetched again, costs nobody anything. */
    private void cost(String provider, CallRecord call) {
        String model = call.route().selectedModel().map(this::bounded).orElse("none");
        if (call.cost().isPresent()) {
            spent(provider, model, call.ownCost());
        } else if (call.lacksPrice()) {
            Counter.builder("throughline.cost.unknown")
                    .description("Calls whose tokens were told and whose price is not known")
                    .tags("provider", provider, "model", model)
                    .register(registry)
                    .increment();
        }
    }

    /** An attempt whose answer nobody got, and that is paid for all the same, counts with its own target. */
    private void lost(CallRecord.Attempt attempt) {
        int slash = attempt.target().indexOf('/');
        if (attempt.used().isPresent() && slash > 0) {
            String provider = attempt.target().substring(0, slash);
            String model = attempt.target().substring(slash + 1);
            tokens(provider, Optional.of(model), attempt.used().get());
            attempt.cost().ifPresent(cost -> spent(provider, bounded(model), cost.total()));
        }
    }

    private void spent(String provider, String model, BigDecimal usd) {
        spent.computeIfAbsent(new ModelLabels(provider, model), this::ofCost).increment(usd.doubleValue());
    }

    private OfCall ofCall(CallLabels labels) {
        Tags tags = Tags.of(
                "provider", labels.provider(),
                "dialect", labels.dialect(),
                "outcome", labels.outcome().name().toLowerCase(Locale.ROOT));
        return new OfCall(
                Counter.builder("throughline.calls")
                        .description("Calls that are over")
                        .tags(tags.and("status", labels.hundreds() + "xx"))
                        .register(registry),
                Timer.builder("throughline.call.duration")
                        .description("From a call's header fields to its end")
                        .tags(tags)
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(10))
                        .maximumExpectedValue(Duration.ofMinutes(10))
                        .register(registry));
    }

    private Timer firstToken(String provider) {
        return Timer.builder("throughline.first.token")
                .description("From a call's header fields to the first piece of content of its stream")
                .tag("provider", provider)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofMinutes(2))
                .register(registry);
    }

    private Counter ofTokens(TokenLabels labels) {
        return Counter.builder("throughline.tokens")
                .description("Tokens, estimates included where nobody told them")
                .tags("provider", labels.provider(), "model", labels.model(), "bucket", labels.bucket())
                .register(registry);
    }

    private Counter ofCost(ModelLabels labels) {
        return Counter.builder("throughline.cost.usd")
                .description("What calls cost, in USD; estimates included")
                .tags("provider", labels.provider(), "model", labels.model())
                .register(registry);
    }

    private String bounded(String model) {
        if (models.contains(model)) {
            return model;
        }
        return models.size() < MOST_MODELS && models.add(model) ? model : "other";
    }

    private record CallLabels(String provider, String dialect, CallRecord.Outcome outcome, int hundreds) {}

    private record OfCall(Counter calls, Timer duration) {}

    private record TokenLabels(String provider, String model, String bucket) {}

    private record ModelLabels(String provider, String model) {}
}
