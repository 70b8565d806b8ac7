package io.throughline.spring.boot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties under {@code throughline} as one tree, which is that of {@code throughline.yaml}. Of several sources that have a property
 * the first counts, as everywhere in Spring; of several that have a list, the whole list of the first.
 *
 * <p>Environment variables are no part of it: their names keep neither hyphens nor case, and some, such as {@code THROUGHLINE_CONFIG}, mean
 * something else. They are used by <code>${NAME}</code>.
 */
final class PropertyTree {
    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("throughline");
    private static final ConfigurationPropertyName OWN = ROOT.append("spring");
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> root = new LinkedHashMap<>();
    private final Placeholders placeholders;

    private PropertyTree(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    static PropertyTree of(ConfigurableEnvironment environment) {
        PropertyTree tree = new PropertyTree(new Placeholders(environment));
        Map<ConfigurationPropertyName, ConfigurationPropertySource> lists = new HashMap<>();
        Set<ConfigurationPropertyName> seen = new HashSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                names.stream()
                        .filter(name -> ROOT.isAncestorOf(name) && !OWN.equals(name) && !OWN.isAncestorOf(name))
                        .filter(name -> isOfFirstList(name, source, lists) && seen.add(name))
                        .forEach(name -> tree.add(name, source));
            }
        }
        return tree;
    }

    boolean isEmpty() {
        return root.isEmpty();
    }

    /** Returns the tree as YAML: in the form of JSON, each value as it was written. */
    String yaml() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(root, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static boolean isOfFirstList(
            ConfigurationPropertyName name,
            ConfigurationPropertySource source,
            Map<ConfigurationPropertyName, ConfigurationPropertySource> lists) {
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            if (name.isNumericIndex(i) && lists.computeIfAbsent(name.chop(i), it -> source) != source) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // what is put in here is such a map
    private void add(ConfigurationPropertyName name, ConfigurationPropertySource source) {
        Map<String, Object> parent = root;
        int last = name.getNumberOfElements() - 1;
        for (int i = 1; i < last; i++) {
            Object child = parent.get(key(name, i));
            if (!(child instanceof Map)) {
                child = new LinkedHashMap<String, Object>();
                parent.put(key(name, i), child);
            }
            parent = (Map<String, Object>) child;
        }
        Object value = source.getConfigurationProperty(name).getValue();
        parent.putIfAbsent(key(name, last), value == null ? "" : value);
    }

    /** The index of a list's element stands in brackets, so that it is no key. */
    private static String key(ConfigurationPropertyName name, int i) {
        String element = name.getElement(i, ConfigurationPropertyName.Form.ORIGINAL);
        return name.isNumericIndex(i) ? "[" + element + "]" : element;
    }

    private void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> map) {
            boolean list = !map.isEmpty()
                    && map.keySet().stream().allMatch(key -> key.toString().startsWith("["));
            if (list) {
                json.writeStartArray();
                for (Object item : inOrder(map)) {
                    write(item, json);
                }
                json.writeEndArray();
                return;
            }
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(entry.getValue(), json);
            }
            json.writeEndObject();
            return;
        }
        scalar(value.toString(), json);
    }

    private static List<Object> inOrder(Map<?, ?> list) {
        TreeMap<Integer, Object> items = new TreeMap<>();
        list.forEach((key, item) -> {
            String index = key.toString();
            items.put(Integer.valueOf(index.substring(1, index.length() - 1)), item);
        });
        return List.copyOf(items.values());
    }

    private void scalar(String written, JsonGenerator json) throws IOException {
        if (written.isEmpty()) {
            json.writeNull();
        } else if (written.equals("true") || written.equals("false")) {
            json.writeBoolean(written.equals("true"));
        } else {
            json.writeString(placeholders.resolve(written));
        }
    }
}
