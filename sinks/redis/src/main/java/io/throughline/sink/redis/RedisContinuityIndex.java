package io.throughline.sink.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.throughline.Secret;
import io.throughline.thread.ContinuityIndex;
import io.throughline.thread.ContinuityKey;
import io.throughline.thread.TraceRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * An index that nodes share: what this node keeps, and what is in Redis, count together. Each look-up and each note is one round trip.
 *
 * <p>A key in Redis is {@code throughline:c:} and 16 bytes that say nothing; its value is the trace and the thread, or {@code !} for more than one
 * trace, which a script decides so that two nodes can't both win. Where Redis does not answer within {@value #TIMEOUT_MILLIS} ms, the node's memory
 * serves alone, and Redis is left alone for {@value #PAUSE_MILLIS} ms; what was noted meanwhile only this node knows.
 */
public final class RedisContinuityIndex implements ContinuityIndex {
    static final long TIMEOUT_MILLIS = 50;
    static final long PAUSE_MILLIS = 1000;

    private static final byte[] PREFIX = "throughline:c:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AMBIGUOUS_VALUE = {'!'};
    private static final byte SEPARATOR = '\n';
    private static final byte[] SCRIPT = """
            for _, key in ipairs(KEYS) do
              local known = redis.call('GET', key)
              if known and known ~= '!' and string.sub(known, 1, #ARGV[1] + 1) ~= ARGV[1] .. '\\n' then
                known = '!'
              end
              redis.call('SET', key, known == '!' and '!' or ARGV[1] .. '\\n' .. ARGV[2], 'PX', ARGV[3])
            end
            return 1
            """.getBytes(StandardCharsets.US_ASCII);
    private static final String SCRIPT_DIGEST = digest();

    private final RedisLink link;
    private final ContinuityIndex memory;
    private final LongAdder outages = new LongAdder();
    private final Pause pause = new Pause(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS), System::nanoTime);

    private RedisContinuityIndex(RedisLink link, ContinuityIndex memory) {
        this.link = link;
        this.memory = memory;
    }

    /**
     * Opens the index; connecting goes on behind.
     *
     * @param memory what this node keeps itself; closed with the index
     * @throws IllegalArgumentException when the URI is none of Redis, without saying what it is, since it may hold a password
     */
    public static RedisContinuityIndex open(Secret uri, ContinuityIndex memory) {
        return new RedisContinuityIndex(RedisLink.open(uri, "telemetry.redis.uri", RedisSink.TIMEOUT), memory);
    }

    @Override
    public CompletionStage<List<Entry>> find(List<ContinuityKey> keys) {
        CompletionStage<List<Entry>> own = memory.find(keys);
        byte[][] names = names(keys);
        return asked(redis -> redis.mget(names))
                .map(answer -> own.thenCombine(
                        answer.thenApply(RedisContinuityIndex::entries).exceptionally(failure -> List.of()),
                        RedisContinuityIndex::together))
                .orElse(own);
    }

    @Override
    public CompletionStage<Void> note(Collection<ContinuityKey> keys, TraceRef trace, Duration timeToLive) {
        CompletionStage<Void> own = memory.note(keys, trace, timeToLive);
        byte[][] names = names(keys);
        byte[][] values = {
            trace.traceId().getBytes(StandardCharsets.UTF_8),
            trace.threadId().getBytes(StandardCharsets.UTF_8),
            Long.toString(Math.max(1, timeToLive.toMillis())).getBytes(StandardCharsets.US_ASCII)
        };
        return asked(redis -> noted(redis, names, values))
                .<CompletionStage<Void>>map(answer -> own.thenCombine(
                        answer.<Void>thenApply(done -> null).exceptionally(failure -> null), (one, other) -> null))
                .orElse(own);
    }

    @Override
    public void close() {
        link.close();
        memory.close();
    }

    /** A server that has begun anew does not know the script. */
    private static CompletionStage<Long> noted(
            RedisAsyncCommands<byte[], byte[]> redis, byte[][] names, byte[][] values) {
        CompletionStage<Long> known = redis.evalsha(SCRIPT_DIGEST, ScriptOutputType.INTEGER, names, values);
        return known.handle((done, failure) -> cause(failure) instanceof RedisNoScriptException
                        ? redis.<Long>eval(SCRIPT, ScriptOutputType.INTEGER, names, values)
                        : known)
                .thenCompose(Function.identity());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    /** Asks Redis if it is there and not to be left alone. */
    private <T> Optional<CompletableFuture<T>> asked(
            Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<T>> question) {
        if (pause.isOn()) {
            return Optional.empty();
        }
        try {
            Optional<RedisAsyncCommands<byte[], byte[]>> ready = link.ready();
            if (ready.isEmpty()) {
                outages.increment(); // without a pause: it is used from the moment that it is there
            }
            return ready.map(redis -> question.apply(redis)
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .whenComplete((answer, failure) -> {
                        if (failure != null) {
                            missed();
                        }
                    }));
        } catch (RuntimeException e) {
            missed();
            return Optional.empty();
        }
    }

    private void missed() {
        outages.increment();
        pause.begin();
    }

    @Override
    public long outages() {
        return outages.sum();
    }

    private static byte[][] names(Collection<ContinuityKey> keys) {
        return keys.stream().map(RedisContinuityIndex::name).toArray(byte[][]::new);
    }

    static byte[] name(ContinuityKey key) {
        return ByteBuffer.allocate(PREFIX.length + 16)
                .put(PREFIX)
                .putLong(key.high())
                .putLong(key.low())
                .array();
    }

    private static List<Entry> entries(List<KeyValue<byte[], byte[]>> found) {
        List<Entry> entries = new ArrayList<>(found.size());
        for (KeyValue<byte[], byte[]> value : found) {
            entries.add(value.hasValue() ? entry(value.getValue()) : UNKNOWN);
        }
        return entries;
    }

    private static Entry entry(byte[] value) {
        if (Arrays.equals(value, AMBIGUOUS_VALUE)) {
            return AMBIGUOUS;
        }
        String text = new String(value, StandardCharsets.UTF_8);
        int separator = text.indexOf(SEPARATOR);
        return separator < 0
                ? UNKNOWN
                : new Entry.One(new TraceRef(text.substring(0, separator), text.substring(separator + 1)));
    }

    /** What others noted last is newer than what this node remembers of the same trace. */
    private static List<Entry> together(List<Entry> own, List<Entry> shared) {
        if (shared.size() != own.size()) {
            return own;
        }
        List<Entry> all = new ArrayList<>(own.size());
        for (int at = 0; at < own.size(); at++) {
            all.add(shared.get(at).and(own.get(at)));
        }
        return all;
    }

    private static String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(SCRIPT));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
