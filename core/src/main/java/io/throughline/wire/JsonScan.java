package io.throughline.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the handler needs of a request's body, found in one pass without building a tree: whether it is one JSON object at all, the model it
 * names and where that name stands, and whether it asks for a stream.
 */
public sealed interface JsonScan {
    /** The deepest nesting that is read. */
    int MOST_DEPTH = 512;

    /** Scans {@code body}, UTF-8. Of keys that are there twice the last counts, as with the providers. */
    static JsonScan of(byte[] body) {
        return Scanner.scan(body);
    }

    /**
     * A JSON object.
     *
     * @param model the value of {@code model}: its text where it is a string; empty where there is none
     * @param modelIsText whether {@code model} is absent or a string
     * @param modelPlaces every place where a value of {@code model} stands, in order
     * @param stream whether {@code stream} is true
     */
    record Found(Optional<String> model, boolean modelIsText, List<Place> modelPlaces, boolean stream)
            implements JsonScan {}

    /**
     * Something that is no JSON object.
     *
     * @param problem what is wrong, without anything of the body in it
     */
    record Unreadable(String problem) implements JsonScan {}

    /**
     * Where a value stands.
     *
     * @param from the index of its first byte
     * @param to the index behind its last byte
     */
    record Place(int from, int to) {}

    /** Reads the top level of an object, and skips what stands deeper. */
    final class Scanner {
        private static final JsonFactory JSON = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(10_000)
                        .build())
                .build();

        private Optional<String> model = Optional.empty();
        private boolean modelIsText = true;
        private final List<Place> modelPlaces = new ArrayList<>(1);
        private boolean stream;

        private Scanner() {}

        private static JsonScan scan(byte[] body) {
            try (JsonParser in = JSON.createParser(body)) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    return new Unreadable(
                            in.currentToken() == null ? "The body is empty" : "The body is JSON, but no object");
                }
                Scanner scanner = new Scanner();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    scanner.field(in.currentName(), in);
                }
                if (in.nextToken() != null) {
                    return new Unreadable("Something stands behind the body's JSON object" + at(in));
                }
                return new Found(scanner.model, scanner.modelIsText, List.copyOf(scanner.modelPlaces), scanner.stream);
            } catch (StreamConstraintsException e) {
                return new Unreadable("The body is nested deeper than " + MOST_DEPTH + " levels");
            } catch (JsonParseException e) {
                return new Unreadable("The body is not JSON: there is a mistake at line "
                        + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr());
            } catch (IOException e) {
                return new Unreadable("The body is not JSON");
            }
        }

        private void field(String name, JsonParser in) throws IOException {
            JsonToken token = in.nextToken();
            int from = (int) in.currentTokenLocation().getByteOffset();
            if (name.equals("model")) {
                modelIsText = token == JsonToken.VALUE_STRING;
                model = modelIsText ? Optional.of(in.getText()) : Optional.empty();
                in.skipChildren();
                in.finishToken();
                modelPlaces.add(new Place(from, (int) in.currentLocation().getByteOffset()));
            } else if (name.equals("stream")) {
                stream = token == JsonToken.VALUE_TRUE;
                in.skipChildren();
            } else {
                in.skipChildren();
            }
        }

        private static String at(JsonParser in) {
            return " at line " + in.currentTokenLocation().getLineNr();
        }
    }
}
