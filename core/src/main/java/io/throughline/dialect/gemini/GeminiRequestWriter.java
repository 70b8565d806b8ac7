package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes requests of {@code generateContent} and {@code streamGenerateContent}. */
public final class GeminiRequestWriter implements RequestWriter {
    private static final List<String> COLLECTIONS = List.of("models/", "tunedModels/");
    private static final Set<String> TIERS = Set.of("standard", "flex", "priority");
    private static final Set<String> USUAL_TIERS = Set.of("auto", "default", "standard_only");

    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        ToolNames names = new ToolNames();
        ModelGeneration model = ModelGeneration.of(to.model());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        new ContentsWriter(to, model, names, losses).write(asked.turns(), body);
        new ToolsWriter(names, losses).write(asked, body);
        new GenerationConfigWriter(model, losses).write(asked, body);
        writeRest(asked, body, losses);
        byte[] bytes = JsonText.of(body).getBytes(StandardCharsets.UTF_8);
        return new WrittenRequest(path(to.model(), asked.stream()), Map.of(), new Body.Bytes(bytes), names.given());
    }

    @Override
    public LossTable table() {
        return GeminiLosses.TABLE;
    }

    private static void writeRest(Conversation asked, ObjectNode body, Losses losses) {
        if (asked.user().isPresent()) {
            losses.takes(Feature.USER);
        }
        asked.serviceTier().ifPresent(tier -> writeTier(tier, body, losses));
        for (Conversation.Further field : asked.further()) {
            switch (field.feature()) {
                case SAFETY, CACHED_CONTENT -> writeOwn(field, body, losses);
                case METADATA -> {
                    if (losses.takes(Feature.METADATA, field.path())) {
                        set(body, "labels", field.json());
                    }
                }
                case OUTPUT_MODALITIES -> {
                    if (!GenerationConfigWriter.isTextOnly(field.json())) {
                        losses.takes(Feature.OUTPUT_MODALITIES, field.path());
                    }
                }
                default -> losses.takes(field.feature(), field.path());
            }
        }
    }

    private static void writeTier(String tier, ObjectNode body, Losses losses) {
        String word = tier.toLowerCase(Locale.ROOT);
        if (USUAL_TIERS.contains(word)) {
            return; // what is served where nothing is said
        }
        if (!TIERS.contains(word)) {
            losses.drop(losses.path(Feature.SERVICE_TIER), "there is no such tier");
        } else if (losses.takes(Feature.SERVICE_TIER)) {
            body.put("serviceTier", word);
        }
    }

    /** What a client of Gemini's own dialect says goes as it is; guardrails of others have no counterpart. */
    private static void writeOwn(Conversation.Further field, ObjectNode body, Losses losses) {
        switch (field.path()) {
            case "safetySettings", "safety_settings" -> set(body, "safetySettings", field.json());
            case "modelArmorConfig", "model_armor_config" -> set(body, "modelArmorConfig", field.json());
            case "cachedContent", "cached_content" -> set(body, "cachedContent", field.json());
            default -> throw losses.refusal(field.path(), "the provider has nothing like it");
        }
    }

    private static void set(ObjectNode body, String name, String json) {
        try {
            body.set(name, JsonText.parse(json));
        } catch (IOException e) {
            throw Losses.refused(name, name + " must be JSON");
        }
    }

    private static String path(String model, boolean stream) {
        String collection =
                COLLECTIONS.stream().filter(model::startsWith).findFirst().orElse("models/");
        String name = model.startsWith(collection) ? model.substring(collection.length()) : model;
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "/" + collection + encoded + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }
}
