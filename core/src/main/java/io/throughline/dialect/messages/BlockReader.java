package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one content block of a request to the parts it stands for, its cache breakpoint behind it. */
final class BlockReader {
    private static final Set<String> KNOWN = Set.of("type", "cache_control");

    private final List<Further> further;

    /**
     * Makes a reader.
     *
     * @param further takes the fields that have no place
     */
    BlockReader(List<Further> further) {
        this.further = further;
    }

    /** Reads a block of any turn that is no tool's call or result. */
    List<Part> read(RequestValue block) {
        return switch (block.must("type").text()) {
            case "text" -> text(block);
            case "image" -> image(block);
            case "document" -> document(block);
            case "search_result" -> searchResult(block);
            case "thinking" -> {
                expect(block, Set.of("thinking", "signature"));
                yield List.of(thinking(
                        block.textAt("thinking").orElse(""),
                        block.textAt("signature").orElse("")));
            }
            case "redacted_thinking" -> {
                expect(block, Set.of("data"));
                yield List.of(redacted(block.must("data").text()));
            }
            default -> foreign(block);
        };
    }

    /** Reads a block as one that only Anthropic understands. */
    List<Part> foreign(RequestValue block) {
        return List.of(
                new Part.Foreign(MessagesDialect.NAME, block.must("type").text(), block.path(), block.compact()));
    }

    /** Returns a part, and behind it the block's cache breakpoint, where it has one. */
    List<Part> marked(RequestValue block, Part part) {
        Optional<String> cache = block.at("cache_control").map(RequestValue::object);
        return cache.isPresent() ? List.of(part, new Part.CacheBreakpoint(cache.get())) : List.of(part);
    }

    /** Takes note of the block's fields that nobody knows. */
    void expect(RequestValue block, Set<String> fields) {
        block.fields((name, value) -> {
            if (!fields.contains(name) && !KNOWN.contains(name)) {
                further.add(value.as(Feature.UNKNOWN_FIELD));
            }
        });
    }

    private List<Part> text(RequestValue block) {
        expect(block, Set.of("text", "citations"));
        List<Part> parts = new ArrayList<>(3);
        parts.add(new Part.Text(block.must("text").text()));
        block.at("citations")
                .filter(citations -> !citations.elements().isEmpty())
                .ifPresent(citations -> parts.add(new Part.Foreign(
                        MessagesDialect.NAME, MessageCitations.TYPE, citations.path(), citations.compact())));
        block.at("cache_control").ifPresent(cache -> parts.add(new Part.CacheBreakpoint(cache.object())));
        return parts;
    }

    private List<Part> image(RequestValue block) {
        expect(block, Set.of("source"));
        Optional<Source> source = SourceReader.read(block.must("source"));
        return source.isPresent() ? marked(block, new Part.Image(source.get(), Optional.empty())) : foreign(block);
    }

    private List<Part> document(RequestValue block) {
        expect(block, Set.of("source", "title", "context", "citations"));
        Optional<Source> source = SourceReader.read(block.must("source"));
        return source.isPresent()
                ? marked(block, new Part.Document(source.get(), block.textAt("title"), beside(block)))
                : foreign(block);
    }

    /** A search's result becomes a document of text, which other dialects know; where it was found is its first line. */
    private List<Part> searchResult(RequestValue block) {
        expect(block, Set.of("source", "title", "content", "citations"));
        Optional<String> text = SourceReader.blocks(block.must("content"));
        if (text.isEmpty()) {
            return foreign(block);
        }
        String found = block.textAt("source").map(source -> source + "\n").orElse("");
        Source source = new Source.Plain("text/plain", found + text.get());
        return marked(block, new Part.Document(source, block.textAt("title"), beside(block)));
    }

    private static Optional<String> beside(RequestValue block) {
        ObjectNode beside = JsonNodeFactory.instance.objectNode();
        block.textAt("context").ifPresent(context -> beside.put("context", context));
        block.at("citations")
                .filter(citations ->
                        citations.at("enabled").map(RequestValue::flag).orElse(false))
                .ifPresent(citations -> beside.set("citations", citations.json()));
        return beside.isEmpty() ? Optional.empty() : Optional.of(JsonText.of(beside));
    }

    private static Part thinking(String text, String signature) {
        Optional<IssuerTag> tag = IssuerTag.read(signature);
        if (tag.isPresent()) {
            return tagged(text, tag.get());
        }
        return signature.isEmpty()
                ? new Part.Reasoning(text, Optional.empty(), Optional.empty(), Optional.empty())
                : new Part.Reasoning(
                        text, Optional.of(signature), Optional.empty(), Optional.of(MessagesDialect.ISSUER));
    }

    private static Part redacted(String data) {
        return IssuerTag.read(data)
                .map(tag -> tagged("", tag))
                .orElseGet(() -> new Part.Reasoning(
                        "", Optional.empty(), Optional.of(data), Optional.of(MessagesDialect.ISSUER)));
    }

    private static Part tagged(String text, IssuerTag tag) {
        Optional<String> value = Optional.of(tag.value());
        Optional<String> issuer = Optional.of(tag.issuer());
        return tag.encrypted()
                ? new Part.Reasoning(text, Optional.empty(), value, issuer)
                : new Part.Reasoning(text, value, Optional.empty(), issuer);
    }
}
