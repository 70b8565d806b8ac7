package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the content of messages and of functions' outputs. */
final class ContentReader {
    private final RequestDraft draft;

    ContentReader(RequestDraft draft) {
        this.draft = draft;
    }

    List<Part> read(Value content) {
        if (content.isText()) {
            return List.of(new Part.Text(content.text()));
        }
        List<Part> parts = new ArrayList<>();
        content.optionalElements().forEach(part -> parts.add(draft.places.put(readPart(part), part.path())));
        return parts;
    }

    private Part readPart(Value part) {
        Value type = part.must("type");
        return switch (type.text()) {
            case "input_text", "output_text", "text", "summary_text" -> readText(part);
            case "refusal" -> new Part.Refusal(part.must("refusal").text());
            case "input_image" -> readImage(part);
            case "input_file" -> readFile(part);
            case "input_audio" -> readAudio(part.must("input_audio"));
            default -> new Part.Foreign(ResponsesFields.DIALECT, type.text(), part.path(), part.raw());
        };
    }

    private Part readText(Value part) {
        for (Value field : part.fields()) {
            boolean known = field.name().equals("type") || field.name().equals("text");
            boolean says = !field.isEmptyContainer();
            // citations of an earlier answer and its probabilities: nothing that the next answer hangs on
            if (!known && says && !field.name().equals("logprobs")) {
                draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
        return new Part.Text(part.must("text").text());
    }

    private Part readImage(Value part) {
        // every client of OpenAI's says "auto", which is what nobody need say
        Optional<String> detail = part.at("detail").optionalText().filter(word -> !word.equals("auto"));
        Optional<String> fileId = part.at("file_id").optionalText();
        readRest(part, List.of("type", "detail", "file_id", "image_url"));
        if (fileId.isPresent() && !part.at("image_url").isThere()) {
            return new Part.Image(new Source.FileId(fileId.get(), ResponsesFields.DIALECT), detail);
        }
        Value url = part.must("image_url");
        return new Part.Image(
                url.text().startsWith("data:") ? DataUrl.read(url) : new Source.Url(url.text(), Optional.empty()),
                detail);
    }

    private Part readFile(Value part) {
        Optional<String> name = part.at("filename").optionalText();
        readRest(part, List.of("type", "filename", "file_data", "file_url", "file_id", "detail"));
        return new Part.Document(readFileSource(part, name), name, Optional.empty());
    }

    private static Source readFileSource(Value part, Optional<String> name) {
        Value data = part.at("file_data");
        if (data.isThere()) {
            return DataUrl.file(data, name.orElse(""));
        }
        Value url = part.at("file_url");
        if (url.isThere()) {
            return new Source.Url(url.text(), Optional.empty());
        }
        Value id = part.at("file_id");
        if (!id.isThere()) {
            throw Losses.refused(part.path(), part.path() + " must have one of file_data, file_url and file_id");
        }
        return new Source.FileId(id.text(), ResponsesFields.DIALECT);
    }

    private static Part readAudio(Value audio) {
        String format = audio.must("format").text();
        return new Part.Audio(
                new Source.Data("audio/" + format, audio.must("data").text()), format);
    }

    private void readRest(Value part, List<String> read) {
        for (Value field : part.fields()) {
            if (!read.contains(field.name())) {
                draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
    }
}
