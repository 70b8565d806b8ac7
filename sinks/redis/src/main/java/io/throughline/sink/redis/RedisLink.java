package io.throughline.sink.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.throughline.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection that is made in the background, and made again until it stands; from then on Lettuce keeps it. Safe for use by many threads.
 */
final class RedisLink implements AutoCloseable {
    /** A batch is 500 at the most; what Lettuce holds beyond that was given up. */
    private static final int REQUESTS = 10_000;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting;

    private RedisLink(ClientResources resources, RedisClient client, RedisURI uri) {
        this.resources = resources;
        this.client = client;
        this.uri = uri;
        this.connecting = connect();
    }

    /**
     * Opens a connection.
     *
     * @param uri where to
     * @param key what the configuration calls it
     * @param timeout how long a command may take
     */
    static RedisLink open(Secret uri, String key, Duration timeout) {
        RedisURI parsed = parse(uri, key);
        parsed.setTimeout(timeout);
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(() ->
                        Delay.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(3), 100, TimeUnit.MILLISECONDS))
                .build();
        RedisClient client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUESTS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(RedisSink.TIMEOUT)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .build());
        return new RedisLink(resources, client, parsed);
    }

    /** Says neither what was given nor what is wrong with it: both would show the password. */
    private static RedisURI parse(Secret uri, String key) {
        try {
            return RedisURI.create(uri.reveal());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    key + " is not of the form redis://[user:password@]host[:port][/database] or rediss://…");
        }
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    }

    /**
     * Returns what to send commands with.
     *
     * @param deadline until when to wait for the first connection
     * @throws IOException when there is none yet
     */
    RedisAsyncCommands<byte[], byte[]> commands(long deadline) throws IOException, InterruptedException {
        try {
            return connected()
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .async();
        } catch (ExecutionException e) {
            throw new IOException(Failures.describe(e));
        } catch (TimeoutException e) {
            throw new IOException("no connection within " + RedisSink.TIMEOUT.toMillis() + " ms");
        }
    }

    /** Returns what to send commands with, at once where the connection stands; fails where it does not, and then tries again. */
    CompletionStage<RedisAsyncCommands<byte[], byte[]>> commands() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connected = connected();
        return connected.isDone()
                ? connected.thenApply(StatefulRedisConnection::async)
                : CompletableFuture.failedStage(new IOException("no connection yet"));
    }

    /** Returns what to send commands with if there is a connection; does not wait for one. */
    Optional<RedisAsyncCommands<byte[], byte[]>> ready() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connected = connected();
        return connected.isDone() && !connected.isCompletedExceptionally()
                ? Optional.of(connected.join().async())
                : Optional.empty();
    }

    private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connected() {
        if (connecting.isCompletedExceptionally()) {
            connecting = connect();
        }
        return connecting;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, RedisSink.TIMEOUT);
        resources
                .shutdown(0, RedisSink.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(RedisSink.TIMEOUT.toMillis());
    }
}
