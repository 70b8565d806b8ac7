package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Body;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes requests for Bedrock's Converse and ConverseStream. The model stands in the path, as one segment. */
public final class ConverseRequestWriter implements RequestWriter {
    private static final String JSON_ALONE = "Answer with one JSON object and nothing else.";
    private static final int MOST_LABELS = 16;
    private static final int LONGEST_LABEL = 256;

    /** Makes a writer. */
    public ConverseRequestWriter() {}

    @Override
    public LossTable table() {
        return ConverseLosses.TABLE;
    }

    @Override
    public WrittenRequest write(Conversation asked, Destination to, Losses losses) {
        ModelFamily family = ModelFamily.of(to);
        ToolNames names = new ToolNames();
        PartBlocks blocks = new PartBlocks(family, to.issuer(), losses, names);
        ConverseMessages messages = new ConverseMessages(family, losses, blocks);
        asked.turns().forEach(messages::add);

        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("messages", messages.messages());
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        OptionalLong budget = asked.thinking()
                .map(thinking -> new ThinkingFields(family, to.model(), losses).write(thinking, fields))
                .orElseGet(OptionalLong::empty);
        new SamplingFields(asked.sampling(), family, losses).write(body, fields, budget);
        new ToolConfig(asked, family, losses, names, blocks).write(body, fields, messages);
        asked.format().ifPresent(format -> {
            if (format instanceof Format.Json && losses.takes(Feature.JSON_MODE)) {
                messages.instruct(JSON_ALONE);
            } else if (format instanceof Format.JsonSchema schema && losses.takes(Feature.JSON_SCHEMA)) {
                if (takesSchemas(family, to)) {
                    writeSchema(schema, body);
                } else {
                    new SchemaEmulation(asked, family, losses, names).write(schema, body, fields, messages);
                }
            }
        });
        if (!messages.system().isEmpty()) {
            body.set("system", messages.system());
        }
        if (!fields.isEmpty()) {
            body.set("additionalModelRequestFields", fields);
        }
        writeHints(asked, body, losses);
        return new WrittenRequest(path(to.model(), asked.stream()), Map.of(), bytes(body), names.renamed());
    }

    /** A destination that says so itself takes schemas, or takes none, whatever its model's name tells. */
    private static boolean takesSchemas(ModelFamily family, Destination to) {
        Treatment own = to.treatments().get(Feature.JSON_SCHEMA);
        return own == null ? family.takesSchemas(to.model()) : own.way() == Treatment.Way.MAPPED;
    }

    /** The schema is sent as JSON text in a string. */
    private static void writeSchema(Format.JsonSchema asked, ObjectNode body) {
        ObjectNode format = body.putObject("outputConfig").putObject("textFormat");
        format.put("type", "json_schema");
        ObjectNode schema = format.putObject("structure").putObject("jsonSchema");
        schema.put("schema", asked.schema());
        asked.name().ifPresent(name -> schema.put("name", name));
        asked.description().ifPresent(text -> schema.put("description", text));
    }

    private static void writeHints(Conversation asked, ObjectNode body, Losses losses) {
        if (asked.user().isPresent()) {
            losses.takes(Feature.USER);
        }
        asked.serviceTier().ifPresent(tier -> writeTier(tier, body, losses));
        asked.further().stream()
                .filter(further -> losses.takes(further.feature(), further.path()))
                .forEach(further -> writeFurther(further, body, losses));
    }

    private static void writeFurther(Conversation.Further further, ObjectNode body, Losses losses) {
        if (further.feature() == Feature.METADATA) {
            writeLabels(further, body, losses);
        } else {
            losses.drop(further.path(), "there is no such field");
        }
    }

    private static void writeTier(String tier, ObjectNode body, Losses losses) {
        Optional<String> sent = switch (tier) {
            case "default", "standard", "standard_only" -> Optional.of("default");
            case "priority", "flex", "reserved" -> Optional.of(tier);
            default -> Optional.empty();
        };
        if (sent.isPresent() && losses.takes(Feature.SERVICE_TIER)) {
            body.putObject("serviceTier").put("type", sent.get());
        } else if (!tier.equals("auto")) {
            losses.drop(losses.path(Feature.SERVICE_TIER), "there is no such tier");
        }
    }

    private static void writeLabels(Conversation.Further metadata, ObjectNode body, Losses losses) {
        JsonNode labels = PartBlocks.parsed(metadata.json());
        boolean fits = labels.isObject() && labels.size() <= MOST_LABELS;
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            fits &= !label.getKey().isEmpty()
                    && label.getKey().length() <= LONGEST_LABEL
                    && label.getValue().isTextual()
                    && label.getValue().textValue().length() <= LONGEST_LABEL;
        }
        if (!fits) {
            losses.drop(metadata.path(), "there may be 16 labels of 256 characters");
        } else if (!labels.isEmpty()) {
            body.set("requestMetadata", labels);
        }
    }

    private static String path(String model, boolean stream) {
        String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return "/model/" + segment + (stream ? "/converse-stream" : "/converse");
    }

    private static Body.Bytes bytes(ObjectNode body) {
        return new Body.Bytes(JsonText.of(body).getBytes(StandardCharsets.UTF_8));
    }
}
