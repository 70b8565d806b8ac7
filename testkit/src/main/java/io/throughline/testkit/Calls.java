package io.throughline.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Requests and answers of OpenAI Chat Completions, as small as can be. */
final class Calls {
    static final String CHAT = "/v1/chat/completions";
    static final String STREAM = call(true, "hello");
    static final String UNARY = call(false, "hello");

    private Calls() {}

    /** Returns a request that says {@code text}. */
    static String call(boolean stream, String text) {
        return "{\"model\":\"scripted/m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + text + "\"}]}";
    }

    /** Returns one event's data, which adds {@code text} to the answer. */
    static String delta(String text) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
    }

    /** Returns a whole answer of {@code text}. */
    static byte[] completion(String text) {
        return ("{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\"},\"finish_reason\":\"stop\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the head of a whole answer. */
    static Script json() {
        return Script.status(200).header("content-type", "application/json");
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
