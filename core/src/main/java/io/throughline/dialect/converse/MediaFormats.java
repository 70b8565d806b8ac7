package io.throughline.dialect.converse;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bedrock's words for media types; file name endings are understood as well. */
final class MediaFormats {
    private static final Pattern PARAMETERS = Pattern.compile("\\s*;.*");

    private MediaFormats() {}

    static Optional<String> image(String type) {
        return known(
                switch (bare(type)) {
                    case "image/png", "png" -> "png";
                    case "image/jpeg", "image/jpg", "jpeg", "jpg" -> "jpeg";
                    case "image/gif", "gif" -> "gif";
                    case "image/webp", "webp" -> "webp";
                    default -> null;
                });
    }

    static Optional<String> document(String type) {
        return known(
                switch (bare(type)) {
                    case "application/pdf", "pdf" -> "pdf";
                    case "text/csv", "csv" -> "csv";
                    case "application/msword", "doc" -> "doc";
                    case "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx" -> "docx";
                    case "application/vnd.ms-excel", "xls" -> "xls";
                    case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" -> "xlsx";
                    case "text/html", "html", "htm" -> "html";
                    case "text/plain", "txt", "application/json", "text/xml", "application/xml" -> "txt";
                    case "text/markdown", "text/x-markdown", "md" -> "md";
                    default -> null;
                });
    }

    static Optional<String> video(String type) {
        return known(
                switch (bare(type)) {
                    case "video/mp4", "mp4" -> "mp4";
                    case "video/quicktime", "mov" -> "mov";
                    case "video/x-matroska", "mkv" -> "mkv";
                    case "video/webm", "webm" -> "webm";
                    case "video/x-flv", "flv" -> "flv";
                    case "video/mpeg", "mpeg" -> "mpeg";
                    case "video/mpg", "mpg" -> "mpg";
                    case "video/x-ms-wmv", "wmv" -> "wmv";
                    case "video/3gpp", "3gp" -> "three_gp";
                    default -> null;
                });
    }

    private static String bare(String type) {
        return PARAMETERS.matcher(type).replaceFirst("");
    }

    private static Optional<String> known(@Nullable String format) {
        return Optional.ofNullable(format);
    }
}
