package io.throughline.price;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is charged for: the token buckets of {@link io.throughline.dialect.Usage}, searches, and the call itself. */
public enum Bucket {
    /** Input tokens that no other bucket holds. */
    INPUT("input"),
    /** Input tokens read from the provider's cache. */
    CACHE_READ("cache-read"),
    /** Input tokens written to the cache for five minutes, or for the provider's only time to live. */
    CACHE_WRITE_5M("cache-write"),
    /** Input tokens written to the cache for an hour. */
    CACHE_WRITE_1H("cache-write-1h"),
    /** Input tokens of audio. */
    AUDIO_INPUT("audio-input"),
    /** Input tokens of images. */
    IMAGE("image"),
    /** Output tokens that no other bucket holds. */
    OUTPUT("output"),
    /** Output tokens of reasoning. */
    REASONING("reasoning"),
    /** Output tokens of audio. */
    AUDIO_OUTPUT("audio-output"),
    /** Web searches that the provider makes, each. */
    SEARCH("search"),
    /** The call itself. */
    REQUEST("request");

    private static final Map<String, Bucket> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Bucket::key, Function.identity()));
    private static final List<String> KEYS =
            Arrays.stream(values()).map(Bucket::key).toList();

    private final String key;

    Bucket(String key) {
        this.key = key;
    }

    /** Returns its name in price books and in the configuration, such as {@code cache-read}. */
    public String key() {
        return key;
    }

    /** Returns whether its price is for a million tokens; the others are for one. */
    public boolean isOfTokens() {
        return this != SEARCH && this != REQUEST;
    }

    /** Returns the bucket of that name. */
    public static Optional<Bucket> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** Returns the names of all, in order. */
    public static List<String> keys() {
        return KEYS;
    }
}
