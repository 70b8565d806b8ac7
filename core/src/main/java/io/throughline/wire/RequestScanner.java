package io.throughline.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.throughline.wire.RequestScan.Fault;
import io.throughline.wire.RequestScan.Routable;
import io.throughline.wire.RequestScan.Unroutable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes one {@link RequestScan}: a single pass of Jackson's streaming parser, with its own count of the depth. */
final class RequestScanner {
    private static final JsonFactory FACTORY = JsonReader.factory(Integer.MAX_VALUE);

    private final byte[] body;
    private final int base;
    private final int maxDepth;

    private final List<ByteRange> modelPlaces = new ArrayList<>(1);
    private boolean hasModel;
    private @Nullable String model;
    private Optional<Boolean> stream = Optional.empty();
    private Optional<String> previousResponseId = Optional.empty();

    RequestScanner(byte[] body, int maxDepth) {
        this.body = body;
        this.base = JsonReader.startOf(body);
        this.maxDepth = maxDepth;
    }

    RequestScan scan() {
        try (JsonParser parser = FACTORY.createParser(body, base, body.length - base)) {
            return scan(parser);
        } catch (JsonEOFException e) {
            return fault(Fault.NOT_JSON, "The body is not JSON: it ends too early, " + at(e.getLocation()) + ".");
        } catch (StreamConstraintsException e) {
            return fault(Fault.NOT_JSON, "The body has a number or a field name that is too long to be read.");
        } catch (JsonProcessingException e) {
            return fault(
                    Fault.NOT_JSON,
                    "The body is not JSON: unexpected character or token, " + at(e.getLocation()) + ".");
        } catch (IOException e) {
            return fault(Fault.NOT_JSON, "The body is not JSON in UTF-8.");
        }
    }

    private RequestScan scan(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return fault(Fault.NOT_JSON, "The body is empty; it must be a JSON object.");
        }
        if (first == JsonToken.START_OBJECT) {
            return scanFields(parser);
        }
        if (!skip(parser, 0)) {
            return tooDeep(parser);
        }
        return parser.nextToken() == null
                ? fault(Fault.NOT_AN_OBJECT, "The body must be a JSON object.")
                : trailing(parser);
    }

    private RequestScan scanFields(JsonParser parser) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            parser.nextToken();
            take(name, parser);
            if (!skip(parser, 1)) {
                return tooDeep(parser);
            }
        }
        return parser.nextToken() == null ? verdict() : trailing(parser);
    }

    private void take(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "model" -> takeModel(parser);
            case "stream" ->
                stream = parser.currentToken().isBoolean() ? Optional.of(parser.getBooleanValue()) : Optional.empty();
            case "previous_response_id" ->
                previousResponseId =
                        parser.hasToken(JsonToken.VALUE_STRING) ? Optional.of(parser.getText()) : Optional.empty();
            default -> {}
        }
    }

    private void takeModel(JsonParser parser) throws IOException {
        hasModel = true;
        model = null;
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            int start = base + (int) parser.currentTokenLocation().getByteOffset();
            model = parser.getText();
            modelPlaces.add(
                    new ByteRange(start, base + (int) parser.currentLocation().getByteOffset()));
        }
    }

    /** Passes over the value, and returns whether it nests no deeper than is allowed. */
    private boolean skip(JsonParser parser, int around) throws IOException {
        int depth = around;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth > maxDepth) {
                return false;
            }
            if (depth == around) {
                return true;
            }
            token = parser.nextToken();
        }
    }

    private RequestScan verdict() {
        if (!hasModel) {
            return fault(Fault.MODEL_MISSING, "The field 'model' is missing.", "model");
        }
        if (model == null) {
            return fault(Fault.MODEL_NOT_A_STRING, "The field 'model' must be a string.", "model");
        }
        if (model.isBlank()) {
            return fault(Fault.MODEL_NOT_A_STRING, "The field 'model' must not be empty.", "model");
        }
        return new Routable(model, List.copyOf(modelPlaces), stream, previousResponseId);
    }

    private RequestScan trailing(JsonParser parser) {
        return fault(
                Fault.NOT_JSON,
                "The body must be one JSON object: something follows it, " + at(parser.currentTokenLocation()) + ".");
    }

    private RequestScan tooDeep(JsonParser parser) {
        return fault(
                Fault.TOO_DEEP,
                "The body nests deeper than " + maxDepth + " levels, " + at(parser.currentTokenLocation()) + ".");
    }

    private static RequestScan fault(Fault fault, String message) {
        return new Unroutable(fault, message, Optional.empty());
    }

    private static RequestScan fault(Fault fault, String message, String field) {
        return new Unroutable(fault, message, Optional.of(field));
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null
                ? "at an unknown place"
                : "at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
}
