package io.throughline.dialect.gemini;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Media types, the formats of sound, and the names of files. */
final class MediaTypes {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("html", "text/html"),
            Map.entry("csv", "text/csv"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("wav", "audio/wav"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("aac", "audio/aac"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"),
            Map.entry("mpeg", "video/mpeg"));

    private MediaTypes() {}

    /** Returns what an address's ending tells of what is there. */
    static Optional<String> ofUrl(String url) {
        String path = url.replaceFirst("[?#].*", "");
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(BY_ENDING.get(ending));
    }

    /** Returns the media type of a format of sound. */
    static String ofAudio(String format) {
        return "audio/" + format.toLowerCase(Locale.ROOT);
    }

    /** Returns the format of a media type of sound, in OpenAI's words where it has one. */
    static String audioFormat(String mediaType) {
        String subtype = mediaType.replaceFirst("^audio/(x-)?", "").replaceFirst("[;\\s].*", "");
        return switch (subtype) {
            case "mpeg", "mp3", "mpga" -> "mp3";
            case "wav", "wave", "vnd.wave" -> "wav";
            default -> subtype;
        };
    }
}
