package io.throughline;

import com.fasterxml.jackson.core.JsonGenerator;
import io.throughline.access.Caller;
import io.throughline.api.Answers;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.Losses;
import io.throughline.http.HeaderHygiene;
import io.throughline.price.Cost;
import io.throughline.price.Pricing;
import io.throughline.price.Sale;
import io.throughline.price.UsageEstimate;
import io.throughline.provider.Target;
import io.throughline.record.Labels;
import io.throughline.record.Recorder;
import io.throughline.record.Recording;
import io.throughline.route.Alias;
import io.throughline.route.Breakers;
import io.throughline.route.Endpoint;
import io.throughline.route.Hedge;
import io.throughline.route.Itinerary;
import io.throughline.route.RouteChoice;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The dry run of a call, {@code POST /v1/explain}: who calls, where the call would go, the exact request the provider would get, and what of the
 * client's request it could not take. Nothing is sent and nothing recorded.
 */
final class Explanation {
    private final Entrance entrance;
    private final OutboundWriter outbound;
    private final Recorder recorder;
    private final Pricing pricing;
    private final Breakers breakers;
    private final Joining joining;

    Explanation(
            Entrance entrance,
            OutboundWriter outbound,
            Recorder recorder,
            Pricing pricing,
            Breakers breakers,
            Joining joining) {
        this.joining = joining;
        this.breakers = breakers;
        this.entrance = entrance;
        this.outbound = outbound;
        this.recorder = recorder;
        this.pricing = pricing;
    }

    /** Explains the call that the body describes: {@code {"path": "/v1/messages", "request": {…}}}. */
    CompletionStage<ProxyResponse> of(ProxyRequest inbound) {
        Caller caller = entrance.authenticated(inbound, "llm");
        return entrance.glance(inbound).thenApply(body -> {
            Described asked = described(body);
            Recording recording = recorder.begin(asked.call.dialect());
            recording.from(caller, Optional.empty(), Optional.empty(), Labels.in(inbound.headers()));
            Asked read = outbound.read(
                    asked.call,
                    joining.imagined(asked.call, asked.request, caller, recording),
                    caller,
                    inbound,
                    recording);
            Itinerary itinerary = outbound.plan(read, recording);
            Outbound call = outbound.write(read, itinerary.preview(), recording);
            call.noteIn(recording);
            return Answers.json(JsonText.bytes(out -> write(out, asked, caller, itinerary.choice(), call, recording)));
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // two locals of one method
    private record Described(Endpoint.ProviderCall call, byte[] request) {}

    private static Described described(byte[] body) {
        Optional<String> path = Optional.empty();
        Optional<String> told = Optional.empty();
        try (JsonReader in = JsonReader.over(body)) {
            if (!in.object()) {
                throw new IOException("no object");
            }
            String field;
            while ((field = in.field()) != null) {
                if (field.equals("path")) {
                    if (!in.isText() && !in.isNull()) {
                        throw refusal("path must be a text, such as \"/v1/messages\"", "path");
                    }
                    path = Optional.ofNullable(in.text());
                } else if (field.equals("request") && in.isObject()) {
                    told = Optional.of(in.raw());
                }
            }
        } catch (IOException e) {
            throw refusal(
                    "The body must be a JSON object: {\"path\": \"/v1/chat/completions\", \"request\": {…}}", "body");
        }
        byte[] request = told.orElseThrow(
                        () -> refusal("request must be an object: the body of the call to explain", "request"))
                .getBytes(StandardCharsets.UTF_8);
        Endpoint endpoint = Endpoint.of("POST", path.orElse("/v1/chat/completions"));
        if (endpoint instanceof Endpoint.ProviderCall call && !(endpoint instanceof Endpoint.StoredResponse)) {
            return new Described(call, request);
        }
        throw refusal("path must be that of a call of a model, such as /v1/messages", "path");
    }

    private void write(
            JsonGenerator out, Described asked, Caller caller, RouteChoice choice, Outbound call, Recording recording)
            throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("caller");
        out.writeStringField("key", caller.key().orElse(null));
        out.writeStringField("tenant", caller.tenant());
        out.writeStringField("environment", caller.environment());
        out.writeEndObject();
        out.writeStringField("inbound_dialect", asked.call.dialect());
        out.writeStringField("provider", call.provider().name());
        out.writeStringField("model", recording.selectedModel().orElse(null));
        out.writeStringField("outbound_dialect", recording.outboundDialect().orElse(null));
        out.writeStringField("way", call.way() instanceof Outbound.Way.Relay ? "relay" : "translate");
        writeRoute(out, choice);
        writePrice(out, asked, call, recording);
        writeRequest(out, call);
        writeLosses(out, recording);
        out.writeEndObject();
    }

    /** The input alone: nobody knows how long the answer will be. */
    private void writePrice(JsonGenerator out, Described asked, Outbound call, Recording recording) throws IOException {
        Usage input = UsageEstimate.ofRequest(asked.request.length);
        Sale sale = new Sale(
                call.provider().name(),
                recording.selectedModel(),
                Optional.empty(),
                Optional.empty(),
                LocalDate.now(ZoneOffset.UTC));
        Optional<Cost> cost = pricing.cost(sale, input, List.of("input tokens are a quarter of the request's bytes"));
        out.writeObjectFieldStart("price_estimate");
        out.writeNumberField("input_tokens", input.inputTotal());
        out.writeFieldName("input_cost");
        out.writeRawValue(cost.map(it -> Cost.plain(it.total())).orElse("null"));
        out.writeBooleanField("estimated", true);
        out.writeStringField(
                "note", cost.map(it -> String.join("; ", it.doubts())).orElse("this model has no known price"));
        out.writeEndObject();
    }

    /** Says which targets there are, in which order they are tried and why. */
    private void writeRoute(JsonGenerator out, RouteChoice choice) throws IOException {
        out.writeObjectFieldStart("route");
        out.writeStringField("requested", choice.requested());
        out.writeStringField("alias", choice.alias().map(Alias::name).orElse(null));
        out.writeStringField(
                "strategy", choice.alias().map(alias -> alias.strategy().key()).orElse(null));
        writeHedge(out, choice.alias().flatMap(Alias::hedge));
        out.writeBooleanField("continue", choice.alias().map(Alias::continues).orElse(false));
        out.writeArrayFieldStart("order");
        for (Target target : choice.order()) {
            out.writeStartObject();
            out.writeStringField("target", target.id());
            out.writeStringField("breaker", breakers.state(target.place()));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("passed_over");
        for (RouteChoice.PassedOver passedOver : choice.passedOver()) {
            out.writeStartObject();
            out.writeStringField("target", passedOver.target().id());
            out.writeArrayFieldStart("unmet");
            for (String reason : passedOver.reasons()) {
                out.writeString(reason);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeHedge(JsonGenerator out, Optional<Hedge> hedge) throws IOException {
        if (hedge.isEmpty()) {
            out.writeNullField("hedge");
            return;
        }
        out.writeObjectFieldStart("hedge");
        out.writeStringField(
                "after", hedge.get().after().map(it -> it.toMillis() + "ms").orElse("p95"));
        out.writeNumberField("max", hedge.get().most());
        out.writeEndObject();
    }

    private static void writeRequest(JsonGenerator out, Outbound call) throws IOException {
        ProxyRequest request = call.request();
        out.writeObjectFieldStart("request");
        out.writeStringField("method", request.method());
        out.writeStringField("url", request.target().toString());
        out.writeObjectFieldStart("headers");
        Headers shown = HeaderHygiene.withoutCredentials(request.headers());
        for (String name : shown.names()) {
            out.writeStringField(name, String.join(", ", shown.all(name)));
        }
        out.writeEndObject();
        out.writeFieldName("body");
        out.writeRawValue(new String(((Body.Bytes) request.body()).bytes(), StandardCharsets.UTF_8));
        out.writeEndObject();
    }

    private static void writeLosses(JsonGenerator out, Recording recording) throws IOException {
        out.writeArrayFieldStart("losses");
        for (Losses.Loss loss : recording.losses()) {
            out.writeStartObject();
            out.writeStringField("field", loss.path());
            out.writeStringField("way", loss.way().name().toLowerCase(Locale.ROOT));
            out.writeStringField("note", loss.note());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static RefusedException refusal(String message, String field) {
        return new RefusedException(
                ModelError.of(ModelError.Kind.INVALID_REQUEST, message).at(field));
    }
}
