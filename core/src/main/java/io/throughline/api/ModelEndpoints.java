package io.throughline.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.access.Caller;
import io.throughline.dialect.ModelError;
import io.throughline.provider.Models;
import io.throughline.provider.Target;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models that a caller may call, in OpenAI's shape, or in Anthropic's for who sends {@code anthropic-version}.
 *
 * <p>Source: OpenAI API reference, "List models"; Anthropic API reference, "List models".
 */
public final class ModelEndpoints {
    /** Neither shape can do without a time; ours is not known. */
    private static final String NO_TIME = "1970-01-01T00:00:00Z";

    /** Who owns an alias. */
    private static final String OURS = "throughline";

    private final Models models;
    private final Map<String, List<String>> aliases;

    /**
     * Makes the lists.
     *
     * @param models what can be called
     * @param aliases what can be called by other names, each with its targets as {@code provider/model}, in the order of configuration
     */
    public ModelEndpoints(Models models, Map<String, List<String>> aliases) {
        this.models = models;
        this.aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
    }

    ProxyResponse list(Caller caller, Headers headers) {
        List<String> names = Stream.concat(
                        aliases.keySet().stream().filter(alias -> mayCallAlias(caller, alias)),
                        models.list().stream().map(Target::id).filter(caller::mayCall))
                .toList();
        return Answers.json(200, anthropic(headers) ? anthropicList(names) : openAiList(names));
    }

    ProxyResponse one(String rawName, Caller caller, Headers headers, String dialect) {
        String name = URLDecoder.decode(rawName.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (aliases.containsKey(name) && mayCallAlias(caller, name)) {
            return Answers.json(200, anthropic(headers) ? anthropicModel(name) : openAiModel(name, OURS));
        }
        Optional<Target> target = models.find(name) instanceof Target hit ? Optional.of(hit) : Optional.empty();
        if (target.isEmpty() || !caller.mayCall(name, target.get().id())) {
            return Answers.error(
                    dialect,
                    ModelError.of(ModelError.Kind.NOT_FOUND, "The model " + name + " is not known")
                            .at("model")
                            .coded("model_not_found"));
        }
        return Answers.json(
                200,
                anthropic(headers)
                        ? anthropicModel(name)
                        : openAiModel(name, target.get().provider().name()));
    }

    /** As a call is routed: who may call one of its targets may call it. */
    private boolean mayCallAlias(Caller caller, String alias) {
        return caller.mayCall(alias)
                || aliases.getOrDefault(alias, List.of()).stream().anyMatch(caller::mayCall);
    }

    private static boolean anthropic(Headers headers) {
        return headers.contains("anthropic-version");
    }

    private static ObjectNode openAiList(List<String> names) {
        ObjectNode list = Answers.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        names.forEach(name -> data.add(openAiModel(name, owner(name))));
        return list;
    }

    private static String owner(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? OURS : name.substring(0, slash);
    }

    private static ObjectNode openAiModel(String name, String owner) {
        return Answers.object()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", owner);
    }

    private static ObjectNode anthropicList(List<String> names) {
        ObjectNode list = Answers.object();
        ArrayNode data = list.putArray("data");
        names.forEach(name -> data.add(anthropicModel(name)));
        return list.put("has_more", false)
                .put("first_id", names.isEmpty() ? null : names.get(0))
                .put("last_id", names.isEmpty() ? null : names.get(names.size() - 1));
    }

    private static ObjectNode anthropicModel(String name) {
        return Answers.object()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", NO_TIME)
                .put("lifecycle", "active");
    }
}
