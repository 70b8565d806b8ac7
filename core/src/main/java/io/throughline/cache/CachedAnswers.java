package io.throughline.cache;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.dialect.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the same question the same answer. Ask {@link #find} once it is known where a call goes, before it is sent; where there is nothing, give the answer
 * that the client gets to {@link #keep}, without what is added to it here. Safe for use by many threads.
 *
 * <p>What is kept is kept by a thread of its own; where it has too much to do an answer is not kept.
 */
public final class CachedAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CachedAnswers.class);
    private static final int MOST_WAITING = 256;

    private final CacheSettings settings;
    private final ResponseCache cache;
    private final InstantSource clock;
    private final AnswerKeeper keeper;
    private final ThreadPoolExecutor worker;

    private CachedAnswers(CacheSettings settings, ResponseCache cache, InstantSource clock) {
        this.settings = settings;
        this.cache = cache;
        this.clock = clock;
        this.keeper = new AnswerKeeper(clock);
        this.worker =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "throughline-cache");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private CachedAnswers(CacheSettings settings, CachedAnswers shared) {
        this.settings = settings;
        this.cache = shared.cache;
        this.clock = shared.clock;
        this.keeper = shared.keeper;
        this.worker = shared.worker;
    }

    /**
     * Returns these answers under other settings; closing either closes both. Empty where that can't be, since the place of the answers or the time they
     * are kept is another.
     */
    public Optional<CachedAnswers> with(CacheSettings other) {
        boolean same = other.ttl().equals(settings.ttl())
                && other.maxBytes() == settings.maxBytes()
                && other.redis().equals(settings.redis());
        return same ? Optional.of(new CachedAnswers(other, this)) : Optional.empty();
    }

    /** Returns whether closing {@code other} closes these. */
    public boolean shares(CachedAnswers other) {
        return cache == other.cache;
    }

    /**
     * Opens the cache as it is configured.
     *
     * @throws IllegalStateException when Redis is configured and its library is not on the class path
     */
    public static CachedAnswers open(CacheSettings settings) {
        InstantSource clock = InstantSource.system();
        ResponseCache cache = settings.redis()
                .map(uri -> factory().open(uri, settings.ttl()))
                .orElseGet(() -> new MemoryCache(settings.ttl(), settings.maxBytes(), clock));
        return of(settings, cache, clock);
    }

    /** Makes one over a cache. */
    public static CachedAnswers of(CacheSettings settings, ResponseCache cache, InstantSource clock) {
        return new CachedAnswers(settings, cache, clock);
    }

    /** Looks for the answer to a call. The stage never fails. */
    public CompletionStage<Optional<Hit>> find(CacheableCall call) {
        if (!allows(call) || !CacheControl.of(call.inbound()).find()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return CacheKeys.of(call)
                .map(key -> cache.get(key).thenApply(found -> found.flatMap(stored -> hit(call, stored))))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    /** Keeps a call's answer, if it is complete. */
    public void keep(CacheableCall call, Answer answer) {
        if (mayKeep(call)) {
            later(call, () -> keeper.of(call, answer));
        }
    }

    /** Keeps a call's answer in the bytes in which it came whole, such as that to a call for embeddings, if it is complete. */
    public void keep(CacheableCall call, byte[] answer) {
        if (mayKeep(call)) {
            later(call, () -> keeper.ofWhole(call, answer));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        cache.close();
    }

    /** Returns how often the shared answers could not be reached. */
    public long outages() {
        return cache.outages();
    }

    private boolean mayKeep(CacheableCall call) {
        return allows(call) && CacheControl.of(call.inbound()).keep();
    }

    private boolean allows(CacheableCall call) {
        return call.caller().key().filter(settings.exceptKeys()::contains).isEmpty();
    }

    private Optional<Hit> hit(CacheableCall call, StoredAnswer stored) {
        Optional<byte[]> body = call.streamed()
                ? Replay.streamed(call, stored)
                : Optional.of(stored.body().bytes());
        String type = call.streamed()
                ? call.codec().map(codec -> codec.streamType()).orElse("application/json")
                : "application/json";
        return body.map(bytes -> new Hit(
                new ProxyResponse(
                        200,
                        Headers.of(
                                "Content-Type",
                                type,
                                "Content-Length",
                                Integer.toString(bytes.length),
                                "Age",
                                Long.toString(age(stored)),
                                "X-Throughline-Cache",
                                "hit"),
                        Body.of(bytes)),
                () -> call.dialect().read(200, stored.body().bytes(), stored.convention())));
    }

    private long age(StoredAnswer stored) {
        return Math.max(0, Duration.between(stored.at(), clock.instant()).toSeconds());
    }

    private void later(CacheableCall call, Supplier<Optional<StoredAnswer>> making) {
        try {
            worker.execute(() -> {
                try {
                    keepNow(call, making);
                } catch (RuntimeException e) {
                    LOG.warn("An answer could not be kept", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("An answer is not kept: too many wait to be", e);
        }
    }

    private void keepNow(CacheableCall call, Supplier<Optional<StoredAnswer>> making) {
        CacheKeys.of(call)
                .ifPresent(key -> making.get()
                        .filter(stored -> stored.body().bytes().length <= settings.maxAnswerBytes())
                        .ifPresent(stored -> cache.put(key, stored)));
    }

    /** Looks beside this library first, then where the calling thread looks: the two differ in a servlet container. */
    private static ResponseCacheFactory factory() {
        try {
            return ServiceLoader.load(ResponseCacheFactory.class, ResponseCacheFactory.class.getClassLoader())
                    .findFirst()
                    .or(() -> ServiceLoader.load(ResponseCacheFactory.class).findFirst())
                    .orElseThrow(CachedAnswers::missing);
        } catch (ServiceConfigurationError e) {
            throw missing();
        }
    }

    private static IllegalStateException missing() {
        return new IllegalStateException(
                "cache.redis is configured, but its library is not there: add io.throughline:throughline-sink-redis to the"
                        + " class path");
    }

    /**
     * An answer that was kept.
     *
     * @param response what the client gets, marked by {@code X-Throughline-Cache: hit}
     * @param answer reads what it says
     */
    public record Hit(ProxyResponse response, Supplier<Answer> answer) {}
}
