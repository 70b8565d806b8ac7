package io.throughline.dialect.embeddings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.LossTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.dialect.embeddings.EmbeddingRequest.Input;
import io.throughline.wire.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A request on its way to a target: what all writers do alike.
 *
 * @param asked what the client asks for
 * @param target the target
 * @param to where it goes
 * @param losses the account of what is lost
 */
record EmbeddingAsk(EmbeddingRequest asked, EmbeddingTarget target, Destination to, Losses losses) {
    /** Returns the table of a target to which vectors go without a user. */
    static LossTable table(String name) {
        return table(name, Treatment.dropped("the provider asks for no user"));
    }

    static LossTable table(String name, Treatment user) {
        return new LossTable(
                name, Map.of(Feature.USER, user, Feature.UNKNOWN_FIELD, Treatment.dropped("nobody knows the field")));
    }

    /** Cuts the inputs into slices, and writes a request of each. */
    List<EmbeddingPart> parts(int most, String path, Function<List<Input>, ObjectNode> body) {
        List<EmbeddingPart> parts = new ArrayList<>();
        List<Input> inputs = asked.inputs();
        for (int first = 0; first < inputs.size(); first += most) {
            List<Input> slice = inputs.subList(first, Math.min(first + most, inputs.size()));
            byte[] bytes = JsonText.of(body.apply(slice)).getBytes(StandardCharsets.UTF_8);
            parts.add(new EmbeddingPart(WrittenRequest.of(path, bytes), first, slice.size()));
        }
        return parts;
    }

    /** Returns the dimensions, where the target takes them. */
    OptionalLong dimensions() {
        OptionalLong told = asked.dimensions();
        return told.isPresent() && takes("dimensions", target.dimensions()) ? told : OptionalLong.empty();
    }

    boolean takesUser() {
        return asked.user().isPresent() && losses.takes(Feature.USER, "user");
    }

    /** Refuses tokens where the target takes none. */
    void checkTokens() {
        for (Input input : asked.inputs()) {
            if (input instanceof Input.Tokens) {
                takes("input", target.tokens());
            }
        }
    }

    /** Takes account of the further fields, of which the target may understand one. */
    void leaveFurther(String understood) {
        asked.further().stream()
                .filter(field -> !field.path().equals(understood))
                .forEach(field -> losses.takes(field.feature(), field.path()));
    }

    /** Returns the model as one segment of a path. */
    String modelSegment() {
        return URLEncoder.encode(to.model(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns where Bedrock invokes the model. */
    String invokePath() {
        return "/model/" + modelSegment() + "/invoke";
    }

    /** Returns the text of an input; the target refused tokens before. */
    static String text(Input input) {
        if (input instanceof Input.Text words) {
            return words.text();
        }
        throw new IllegalStateException("tokens were not refused");
    }

    private boolean takes(String path, Treatment treatment) {
        switch (treatment.way()) {
            case MAPPED -> {
                return true;
            }
            case EMULATED -> {
                losses.emulate(path, treatment.note());
                return true;
            }
            case DROPPED -> {
                losses.drop(path, treatment.note());
                return false;
            }
            case REFUSED -> throw losses.refusal(path, treatment.note());
        }
        throw new AssertionError("a new way");
    }
}
