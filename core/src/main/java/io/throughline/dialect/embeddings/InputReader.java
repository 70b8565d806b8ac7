package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.embeddings.EmbeddingRequest.Input;
import io.throughline.wire.JsonText;
import java.util.ArrayList;
import java.util.List;

/** Reads what to embed: a text, texts, one array of tokens, or several. */
final class InputReader {
    private InputReader() {}

    static List<Input> read(JsonNode input) {
        if (input.isTextual()) {
            return List.of(new Input.Text(input.textValue()));
        }
        if (!input.isArray()) {
            throw wrong("input");
        }
        return !input.isEmpty() && input.get(0).isNumber() ? List.of(tokens(input, "input")) : several(input);
    }

    private static List<Input> several(JsonNode array) {
        if (array.size() > EmbeddingRequestReader.MOST_INPUTS) {
            throw Losses.refused("input", "input has more than " + EmbeddingRequestReader.MOST_INPUTS + " elements");
        }
        boolean texts = !array.isEmpty() && array.get(0).isTextual();
        List<Input> inputs = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            String path = "input[" + inputs.size() + "]";
            if (texts != element.isTextual()) {
                throw wrong(path);
            }
            inputs.add(texts ? new Input.Text(element.textValue()) : tokens(element, path));
        }
        return inputs;
    }

    private static Input tokens(JsonNode array, String path) {
        if (!array.isArray()) {
            throw wrong(path);
        }
        int index = 0;
        for (JsonNode token : array) {
            if (!token.isIntegralNumber()) {
                throw Losses.refused(path, path + "[" + index + "] must be a token's number, as the others");
            }
            index++;
        }
        return new Input.Tokens(JsonText.of(array));
    }

    private static RefusedException wrong(String path) {
        return Losses.refused(path, path + " must be text or tokens: all elements strings, or all arrays of integers");
    }
}
