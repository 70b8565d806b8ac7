package io.throughline.translate;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.gemini.GeminiDialect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** The status and the header fields of a translated answer, and the whole answer where it is an error. */
final class TranslatedHead {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private TranslatedHead() {}

    /** Returns the upstream's header fields, but for those of its body. */
    static Headers headers(Headers upstream, String contentType, Translation call) {
        Headers kept = upstream.keep(name -> !name.startsWith("content-")).with("Content-Type", contentType);
        return RateLimitHeaders.in(kept, call.client().dialect().name(), Instant.now());
    }

    /** Returns an error, in the client's words. */
    static ProxyResponse failure(ModelError error, Headers upstream, Translation call) {
        ModelError told = error.kind() == ModelError.Kind.AUTHENTICATION ? refusedKey() : inWordsOf(call, error);
        byte[] body = body(told, upstream, call);
        return new ProxyResponse(
                told.status(),
                headers(upstream, "application/json", call).with("Content-Length", Integer.toString(body.length)),
                Body.of(body));
    }

    /** Gemini's clients look in the body for when to try again. */
    private static byte[] body(ModelError error, Headers upstream, Translation call) {
        Optional<Duration> delay = upstream.first("retry-after")
                .filter(SECONDS.asMatchPredicate())
                .map(Long::parseLong)
                .map(Duration::ofSeconds);
        return delay.isPresent() && call.client().dialect() instanceof GeminiDialect gemini
                ? gemini.error(error, delay.get())
                : call.client().dialect().error(error);
    }

    /** The provider's status is the client's, but for what would look like the caller's fault: that the provider refuses our key. */
    static ModelError refusedKey() {
        return ModelError.of(ModelError.Kind.UPSTREAM_AUTHENTICATION, "The provider refused the proxy's credential");
    }

    /** A provider's own code is one word of its dialect; the client's dialect has others for the same. */
    private static ModelError inWordsOf(Translation call, ModelError error) {
        boolean sameWords = call.client().dialect().name().startsWith("openai-")
                && call.target().dialect().name().startsWith("openai-");
        return sameWords
                ? error
                : new ModelError(error.kind(), error.status(), error.message(), error.param(), Optional.empty());
    }
}
