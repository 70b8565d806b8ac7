package io.throughline.spring;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.throughline.dialect.Usage;
import io.throughline.record.CallRecord;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of what is observed of a call, by OpenTelemetry's conventions for generative AI (development status, as of 1.42). The key values of low
 * cardinality are always the same ones, as registries of meters want it; of models, which anybody may name, only the first hundred are told
 * apart.
 */
final class ModelConvention implements ObservationConvention<ModelCall> {
    /** The observation's name, which is Spring AI's, too. */
    static final String NAME = "gen_ai.client.operation";

    private static final String NONE = "none";
    private static final int MOST_MODELS = 100;
    private static final Map<String, String> WELL_KNOWN = Map.of(
            "azure", "azure.ai.openai",
            "bedrock", "aws.bedrock",
            "gemini", "gcp.gemini",
            "mistral", "mistral_ai",
            "vertex", "gcp.vertex_ai",
            "xai", "x_ai");

    private final Set<String> models = ConcurrentHashMap.newKeySet();

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ModelCall;
    }

    @Override
    public String getName() {
        return NAME;
    }

    /** The model is known once the call is over, which is early enough. */
    @Override
    public String getContextualName(ModelCall call) {
        return requested(call).map(model -> call.operation() + " " + model).orElseGet(call::operation);
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ModelCall call) {
        Optional<CallRecord> record = call.record();
        return KeyValues.of(
                KeyValue.of("gen_ai.operation.name", call.operation()),
                KeyValue.of(
                        "gen_ai.provider.name",
                        record.flatMap(it -> it.route().provider())
                                .map(name -> WELL_KNOWN.getOrDefault(name, name))
                                .orElse(NONE)),
                KeyValue.of(
                        "gen_ai.request.model",
                        requested(call).map(this::bounded).orElse(NONE)),
                KeyValue.of(
                        "gen_ai.response.model",
                        record.flatMap(it -> it.answer().model())
                                .map(this::bounded)
                                .orElse(NONE)),
                KeyValue.of("server.address", call.server()),
                KeyValue.of("error.type", record.map(ModelConvention::error).orElse(NONE)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ModelCall call) {
        Optional<CallRecord> record = call.record();
        if (record.isEmpty()) {
            return KeyValues.empty();
        }
        CallRecord told = record.get();
        KeyValues values = KeyValues.of("throughline.call.id", told.id())
                .and("gen_ai.conversation.id", told.trace().traceId())
                .and("gen_ai.request.stream", Boolean.toString(told.route().streamed()))
                .and("http.response.status_code", Integer.toString(told.status()));
        if (told.answer().id().isPresent()) {
            values = values.and("gen_ai.response.id", told.answer().id().get());
        }
        return told.answer().usage().isEmpty()
                ? values
                : values.and(tokens(told.answer().usage().get()));
    }

    private static KeyValues tokens(Usage usage) {
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        long input = usage.input() + usage.cacheRead() + written + usage.audioInput() + usage.image();
        long output = usage.output() + usage.reasoning() + usage.audioOutput();
        return KeyValues.of(
                KeyValue.of("gen_ai.usage.input_tokens", Long.toString(input)),
                KeyValue.of("gen_ai.usage.output_tokens", Long.toString(output)),
                KeyValue.of("gen_ai.usage.cache_read.input_tokens", Long.toString(usage.cacheRead())),
                KeyValue.of("gen_ai.usage.cache_creation.input_tokens", Long.toString(written)),
                KeyValue.of("gen_ai.usage.reasoning.output_tokens", Long.toString(usage.reasoning())));
    }

    private static String error(CallRecord call) {
        return call.error()
                .map(error -> error.kind().name().toLowerCase(Locale.ROOT))
                .orElse(call.outcome() == CallRecord.Outcome.CLIENT_LEFT ? "cancelled" : NONE);
    }

    private static Optional<String> requested(ModelCall call) {
        return call.record().flatMap(it -> it.route().requestedModel());
    }

    private String bounded(String model) {
        if (models.contains(model)) {
            return model;
        }
        return models.size() < MOST_MODELS && models.add(model) ? model : "other";
    }
}
