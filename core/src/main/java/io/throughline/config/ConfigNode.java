package io.throughline.config;

import io.throughline.Secret;
import io.throughline.provider.NearestNames;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One value of the tree, with its place. Each method reads it as one type; where it is another, that is a problem and the answer is empty, so
 * that reading goes on and finds the rest. Text is taken as written: {@code 1.10} stays {@code 1.10}, {@code yes} stays {@code yes}.
 */
final class ConfigNode {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern HEADER_SAFE = Pattern.compile("[!-~]{1,4096}");

    private final Node node;
    private final Place place;
    private final Reading reading;

    ConfigNode(Node node, Place place, Reading reading) {
        this.node = node;
        this.place = place;
        this.reading = reading;
    }

    Place place() {
        return place;
    }

    void error(String message) {
        reading.problems().error(place, message);
    }

    void error(String message, Optional<String> suggestion) {
        reading.problems().error(place, message, suggestion);
    }

    void warn(String message) {
        reading.problems().warn(place, message);
    }

    void warn(String message, Optional<String> suggestion) {
        reading.problems().warn(place, message, suggestion);
    }

    /** Reads a mapping; nothing counts as an empty one. */
    Optional<Block> block() {
        if (node instanceof MappingNode mapping) {
            return Optional.of(Block.of(mapping.getValue(), place, reading));
        }
        if (isNothing()) {
            return Optional.of(Block.of(List.of(), place, reading));
        }
        error("expected a mapping, found " + found());
        return Optional.empty();
    }

    /** Returns whether this is a list. */
    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Reads a list; nothing counts as an empty one. */
    List<ConfigNode> items() {
        List<ConfigNode> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                items.add(new ConfigNode(item, place.item(items.size()).at(item.getStartMark()), reading));
            }
        } else if (!isNothing()) {
            error("expected a list, found " + found());
        }
        return items;
    }

    /** Reads text with its placeholders resolved. */
    Optional<String> text() {
        if (isNothing()) {
            error("has no value");
            return Optional.empty();
        }
        if (node.getTag().startsWith("!")) {
            error("begins with !, which needs quotes");
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return reading.placeholders().resolve(scalar.getValue(), this::error);
        }
        error("expected a single value, found " + found());
        return Optional.empty();
    }

    /** Reads text of 1 to 128 letters, digits and {@code . _ : -}. */
    Optional<String> name() {
        return parsed(
                "1 to 128 letters, digits, dots, underscores, colons and hyphens",
                text -> Optional.of(text).filter(name -> NAME.matcher(name).matches()));
    }

    /** Reads what an HTTP header carries as a credential. Its value is never shown. */
    Optional<Secret> secret() {
        Optional<String> text = text();
        if (text.isPresent() && text.get().isEmpty()) {
            error("is empty");
            return Optional.empty();
        }
        if (text.isPresent() && !HEADER_SAFE.matcher(text.get()).matches()) {
            error("expected a key that an HTTP header can carry: no spaces, no line breaks, ASCII only");
            return Optional.empty();
        }
        return text.map(Secret::of);
    }

    /** Reads text that may hold a secret: a URI with a password. Its value is never shown. */
    Optional<Secret> secretUri(String expected, String... schemes) {
        return text().flatMap(text -> {
            if (BaseUrls.isUri(text, List.of(schemes))) {
                return Optional.of(Secret.of(text));
            }
            error("expected " + expected);
            return Optional.empty();
        });
    }

    /** Reads an http or https URL without user name, query and fragment, and without a slash at its end. Its value is never shown. */
    Optional<URI> baseUrl() {
        return text().flatMap(text -> BaseUrls.read(text, this::error));
    }

    Optional<Path> path() {
        return parsed("a path", reading::path);
    }

    Optional<Integer> integer(int least, int most) {
        return count(least, most).map(Long::intValue);
    }

    Optional<Long> count(long least, long most) {
        return parsed(
                "a whole number from " + least + " to " + most,
                text -> Quantities.integer(text).filter(it -> least <= it && it <= most));
    }

    Optional<Long> bytes(long least, long most) {
        Optional<Long> bytes = parsed("a number of bytes such as 32MiB", Quantities::bytes);
        if (bytes.isPresent() && (bytes.get() < least || bytes.get() > most)) {
            error("expected " + least + " to " + most + " bytes, found " + found());
            return Optional.empty();
        }
        return bytes;
    }

    Optional<Duration> duration(Duration least, Duration most) {
        Optional<Duration> duration = parsed("a time such as 500ms, 15s, 10m, 2h or 90d", Quantities::duration);
        if (duration.isPresent()
                && (duration.get().compareTo(least) < 0 || duration.get().compareTo(most) > 0)) {
            error("expected a time from " + least.toSeconds() + "s to " + most.toDays() + "d");
            return Optional.empty();
        }
        return duration;
    }

    Optional<Boolean> flag() {
        return choice(Map.of("true", true, "false", false), List.of("true", "false"));
    }

    /** Reads one of {@code values}, whose keys are shown in the order of {@code names}. */
    <T> Optional<T> choice(Map<String, T> values, List<String> names) {
        return text().flatMap(text -> {
            Optional<T> value = Optional.ofNullable(values.get(text));
            if (value.isEmpty()) {
                error("expected " + oneOf(names) + ", found " + found(), NearestNames.nearest(text, names));
            }
            return value;
        });
    }

    /** Reads text as {@code reader} does. */
    <T> Optional<T> parsed(String expected, Function<String, Optional<T>> reader) {
        return text().flatMap(text -> {
            Optional<T> value = reader.apply(text);
            if (value.isEmpty()) {
                error("expected " + expected + ", found " + found());
            }
            return value;
        });
    }

    /** Returns whether this is a mapping. */
    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** Returns whether this is text that is written plainly as {@code true} or {@code false}. */
    boolean isFlag() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.BOOL);
    }

    /** Says what is there without telling more than a person needs to find it. */
    String found() {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (isNothing()) {
            return "nothing";
        }
        String text = ((ScalarNode) node).getValue();
        return Placeholders.areIn(text) ? "what a placeholder holds" : Shown.value(text);
    }

    private boolean isNothing() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private static String oneOf(List<String> names) {
        return names.size() == 1 ? names.get(0) : "one of " + String.join(", ", names);
    }
}
