package io.throughline.config;

import java.io.StringReader;
import java.util.Iterator;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.scanner.ScannerException;

/**
 * Reads YAML text into nodes that know their lines. Builds no objects; text, aliases and depth are bounded. Of the parser's own messages only
 * those are passed on that can't hold a piece of the text, since that may be a key.
 */
final class YamlTree {
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int MOST_ALIASES = 50;
    private static final int DEEPEST = 50;
    private static final String QUOTES_TEXT = ", but found.*|: .*|(?<=escape character) .*";

    private YamlTree() {}

    /** Returns the root, or empty where the text holds nothing or where it can't be read, which is a problem then. */
    static Optional<Node> read(String text, Place file, Problems problems) {
        if (text.length() > LONGEST_TEXT) {
            problems.error(file, "is longer than 1 MiB");
            return Optional.empty();
        }
        try {
            Iterator<Node> documents = yaml().composeAll(new StringReader(text)).iterator();
            if (!documents.hasNext()) {
                return Optional.empty();
            }
            Node root = documents.next();
            if (documents.hasNext()) {
                problems.error(file.at(documents.next().getStartMark()), "expected one document, another begins here");
            }
            return Optional.of(root);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            problems.error(mark != null ? file.at(mark) : file, message(e));
        } catch (ReaderException e) {
            problems.error(file.at(line(text, e.getPosition()), 1), "holds a character that YAML does not allow");
        } catch (YAMLException e) {
            problems.error(file, bound(e));
        } catch (RuntimeException e) {
            // the parser has let other exceptions out for damaged input before
            problems.error(file, "is not YAML");
        }
        return Optional.empty();
    }

    private static Yaml yaml() {
        LoaderOptions bounds = new LoaderOptions();
        bounds.setMaxAliasesForCollections(MOST_ALIASES);
        bounds.setNestingDepthLimit(DEEPEST);
        return new Yaml(new SafeConstructor(bounds), new Representer(new DumperOptions()), new DumperOptions(), bounds);
    }

    private static String message(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        if (problem.startsWith("found undefined alias")) {
            return "is not YAML: a value that begins with * needs quotes";
        }
        if (problem.startsWith("Global tag") || problem.contains("tag handle")) {
            return "is not YAML: a value that begins with ! needs quotes";
        }
        String told = e instanceof ScannerException ? problem.replaceFirst(QUOTES_TEXT, "") : problem;
        return told.isEmpty() || told.length() > 100 ? "is not YAML" : "is not YAML: " + told;
    }

    private static String bound(YAMLException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (message.startsWith("Number of aliases")) {
            return "holds more than " + MOST_ALIASES + " aliases";
        }
        if (message.startsWith("Nesting Depth")) {
            return "is nested deeper than " + DEEPEST + " levels";
        }
        return "is not YAML";
    }

    private static int line(String text, int position) {
        return 1
                + (int) text.codePoints()
                        .limit(Math.max(0, position))
                        .filter(it -> it == '\n')
                        .count();
    }
}
