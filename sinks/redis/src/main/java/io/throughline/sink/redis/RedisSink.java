package io.throughline.sink.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.throughline.sink.RemoteSink;
import io.throughline.sink.SinkSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Adds records to a Redis stream: one entry each, its only field {@code payload} the record as JSON, the stream kept near its length by
 * {@code MAXLEN ~}.
 *
 * <p><b>At least once.</b> A batch whose answer was lost is written again, so an entry can come twice; whoever reads drops what it knows by
 * the payload's {@code id}. The order is that of the records within a batch that went well at once.
 *
 * <p>Redis may be away when the sink is opened and at any time after. A write then fails at once, or within two seconds when the server
 * hangs, and nothing is kept in the client: what waits, waits in the sink's bounded queue or spool. The connection comes back by itself.
 */
public final class RedisSink implements RemoteSink {
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.US_ASCII);

    private final RedisLink link;
    private final byte[] stream;
    private final XAddArgs trimming;

    private RedisSink(RedisLink link, String stream, long maxLength) {
        this.link = link;
        this.stream = stream.getBytes(StandardCharsets.UTF_8);
        this.trimming = XAddArgs.Builder.maxlen(maxLength).approximateTrimming();
    }

    /**
     * Opens the sink; connecting goes on behind.
     *
     * @throws IllegalArgumentException when the URI is none of Redis, without saying what it is, since it may hold a password
     */
    public static RedisSink open(SinkSettings.Redis settings) {
        return new RedisSink(
                RedisLink.open(settings.uri(), "telemetry.redis.uri", TIMEOUT),
                settings.stream(),
                settings.maxLength());
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void writeJson(List<byte[]> payloads) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        RedisAsyncCommands<byte[], byte[]> redis = link.commands(deadline);
        List<RedisFuture<String>> answers = new ArrayList<>(payloads.size());
        try {
            for (byte[] payload : payloads) {
                answers.add(redis.xadd(stream, trimming, Map.of(PAYLOAD, payload)));
            }
            CompletableFuture.allOf(answers.stream()
                            .map(RedisFuture::toCompletableFuture)
                            .toArray(CompletableFuture<?>[]::new))
                    .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | RuntimeException e) {
            throw new IOException(Failures.describe(e));
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + TIMEOUT.toMillis() + " ms");
        } finally {
            answers.forEach(answer -> answer.cancel(true));
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
