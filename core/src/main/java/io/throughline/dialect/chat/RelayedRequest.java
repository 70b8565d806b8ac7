package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a request for chat completions, of a client that speaks them, fit for a provider that refuses some of their fields: those alone are renamed or
 * taken out, every other byte stays. What the provider takes is not looked at.
 */
public final class RelayedRequest {
    private static final Map<String, Feature> FEATURES = Map.of(
            "logprobs", Feature.LOGPROBS,
            "top_logprobs", Feature.LOGPROBS,
            "logit_bias", Feature.LOGIT_BIAS,
            "n", Feature.CHOICES,
            "stop", Feature.STOP,
            "seed", Feature.SEED,
            "frequency_penalty", Feature.FREQUENCY_PENALTY,
            "presence_penalty", Feature.PRESENCE_PENALTY,
            "tools", Feature.TOOLS);

    private final Destination to;
    private final Losses losses;
    private final FieldEdits fields;

    private RelayedRequest(Destination to, Losses losses, FieldEdits fields) {
        this.to = to;
        this.losses = losses;
        this.fields = fields;
    }

    /** A request as the provider takes it. */
    public interface Fitted {
        /** Returns the body. */
        byte[] body();

        /** Returns what is not as the client asked for it. */
        List<Losses.Loss> losses();
    }

    /**
     * Makes a request fit.
     *
     * @param body the request, a JSON object
     * @param to where it goes
     * @param strict whether what would be left out is refused
     * @throws io.throughline.dialect.RefusedException where the provider would refuse what must not be left out
     */
    public static Fitted fitted(byte[] body, Destination to, boolean strict) {
        if (to.quirks().isEmpty() && to.treatments().isEmpty()) {
            return of(body, List.of());
        }
        Losses losses = new Losses(ChatFields.TABLE, ChatLosses.TABLE.with(to.treatments()), strict);
        try {
            FieldEdits fields = FieldEdits.of(body);
            new RelayedRequest(to, losses, fields).fit();
            return of(fields.edited(), losses.told());
        } catch (IOException e) {
            return of(body, List.of()); // what is no JSON object the provider refuses itself
        }
    }

    /**
     * Returns whether the answer's form can't be asked for by changing some fields, since the answer must be changed, too.
     *
     * @param body the request
     * @param to where it goes
     */
    public static boolean needsTranslation(byte[] body, Destination to) {
        Treatment schemas = to.treatments().get(Feature.JSON_SCHEMA);
        return schemas != null && schemas.way() == Treatment.Way.EMULATED && asksForSchema(body);
    }

    private static boolean asksForSchema(byte[] body) {
        try (JsonReader in = JsonReader.over(body)) {
            boolean asks = false;
            String name = in.object() ? in.field() : null;
            while (name != null) {
                if (name.equals("response_format")) {
                    asks = isSchema(in);
                }
                name = in.field();
            }
            return asks;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSchema(JsonReader in) throws IOException {
        boolean schema = false;
        if (in.object()) {
            String name;
            while ((name = in.field()) != null) {
                schema |= name.equals("type") && "json_schema".equals(in.text());
            }
        }
        return schema;
    }

    private void fit() throws IOException {
        for (FieldEdits.Field field : fields.all()) {
            switch (field.name()) {
                case "max_completion_tokens" -> rename(field, Quirk.MAX_TOKENS_ONLY, "max_tokens");
                case "max_tokens" -> rename(field, Quirk.MAX_COMPLETION_TOKENS_ONLY, "max_completion_tokens");
                case "stream_options" -> {
                    if (to.has(Quirk.NO_STREAM_OPTIONS)) {
                        losses.emulate(field.name(), "left out: the stream tells its usage unasked");
                        fields.remove(field);
                    }
                }
                case "tool_choice" -> {
                    if (to.has(Quirk.TOOL_CHOICE_ANY) && fields.text(field).equals("\"required\"")) {
                        fields.replace(field.value(), "any");
                    }
                }
                case "messages" -> fitRoles(field);
                default -> fitFeature(field);
            }
        }
    }

    /** Where the other name stands in the request as well, that one counts. */
    private void rename(FieldEdits.Field field, Quirk quirk, String name) {
        if (!to.has(quirk)) {
            return;
        } else if (fields.has(name)) {
            fields.remove(field);
        } else {
            fields.rename(field, name);
        }
    }

    private void fitFeature(FieldEdits.Field field) {
        if (field.name().equals("seed") && to.has(Quirk.RANDOM_SEED)) {
            rename(field, Quirk.RANDOM_SEED, "random_seed");
            return;
        }
        Optional<Feature> refused = Optional.ofNullable(FEATURES.get(field.name()))
                .filter(feature -> to.treatments().containsKey(feature));
        if (refused.isPresent()
                && (AskedForNothing.in(field.name(), fields.text(field))
                        || !losses.takes(refused.get(), field.name()))) {
            fields.remove(field);
        }
    }

    private void fitRoles(FieldEdits.Field messages) throws IOException {
        if (!to.has(Quirk.NO_DEVELOPER_ROLE) || !fields.text(messages).contains("developer")) {
            return;
        }
        try (JsonReader in = fields.reader(messages)) {
            if (!in.array()) {
                return;
            }
            while (in.element()) {
                String name = in.object() ? in.field() : null;
                while (name != null) {
                    if (name.equals("role") && in.isText()) {
                        ByteRange place = in.place();
                        if (fields.text(place).equals("\"developer\"")) {
                            fields.replace(place, "system");
                        }
                    }
                    name = in.field();
                }
            }
        }
    }

    /** Returns a request that goes as it is. */
    public static Fitted unchanged(byte[] body) {
        return of(body, List.of());
    }

    private static Fitted of(byte[] body, List<Losses.Loss> losses) {
        return new Fitted() {
            @Override
            public byte[] body() {
                return body;
            }

            @Override
            public List<Losses.Loss> losses() {
                return losses;
            }
        };
    }
}
