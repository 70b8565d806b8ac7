package io.throughline.dialect.conversation;

import io.throughline.Body;
import java.util.Map;

/**
 * A request as a provider is to get it.
 *
 * @param path the path and query behind the provider's base URI, percent-encoded, such as {@code /chat/completions}
 * @param headers header fields that the dialect itself demands
 * @param body the body, JSON in UTF-8
 * @param toolNames the client's name of each tool that had to be renamed, by the name that was sent
 */
public record WrittenRequest(String path, Map<String, String> headers, Body.Bytes body, Map<String, String> toolNames) {
    /** Copies the maps. */
    public WrittenRequest {
        headers = Map.copyOf(headers);
        toolNames = Map.copyOf(toolNames);
    }

    /** Makes a request without header fields and renamed tools. */
    public static WrittenRequest of(String path, byte[] body) {
        return new WrittenRequest(path, Map.of(), new Body.Bytes(body), Map.of());
    }
}
