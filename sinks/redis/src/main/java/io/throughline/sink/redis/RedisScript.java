package io.throughline.sink.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A script that runs in Redis: one round trip, two the first time that a server sees it. */
final class RedisScript {
    private final byte[] text;
    private final String sha1;

    private RedisScript(byte[] text) {
        this.text = text;
        this.sha1 = sha1(text);
    }

    /** Reads scripts that stand beside this class: the first ones hold functions for the last one. */
    static RedisScript of(String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(read(file)).append('\n');
        }
        return new RedisScript(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    CompletionStage<List<Long>> run(RedisAsyncCommands<byte[], byte[]> redis, List<String> keys, List<String> values) {
        byte[][] keyBytes = bytes(keys);
        byte[][] valueBytes = bytes(values);
        return redis.<List<Long>>evalsha(sha1, ScriptOutputType.MULTI, keyBytes, valueBytes)
                .exceptionallyCompose(failure -> isUnknown(failure)
                        ? redis.<List<Long>>eval(text, ScriptOutputType.MULTI, keyBytes, valueBytes)
                        : CompletableFuture.failedStage(failure));
    }

    private static boolean isUnknown(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RedisNoScriptException;
    }

    private static byte[][] bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    private static String read(String file) {
        try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks its file " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
