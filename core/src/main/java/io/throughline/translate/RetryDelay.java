package io.throughline.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Headers;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When to try again, where a provider tells it in the body of its error alone: Google's {@code google.rpc.RetryInfo}, a duration such as {@code
 * 34.07s}. Other dialects' clients look for it in {@code Retry-After}.
 */
final class RetryDelay {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?s");

    private RetryDelay() {}

    /** Returns an error's header fields with {@code Retry-After}, in whole seconds, where its body tells it and they do not. */
    static Headers told(Headers headers, byte[] body) {
        return headers.contains("retry-after")
                ? headers
                : in(body).map(seconds -> headers.with("Retry-After", seconds)).orElse(headers);
    }

    private static Optional<String> in(byte[] body) {
        try {
            JsonNode root = JsonText.parse(body);
            JsonNode error = (root.isArray() ? root.path(0) : root).path("error");
            for (JsonNode detail : error.path("details")) {
                String delay = detail.path("retryDelay").asText("");
                if (SECONDS.matcher(delay).matches()) {
                    BigDecimal seconds = new BigDecimal(delay.substring(0, delay.length() - 1));
                    return Optional.of(seconds.setScale(0, RoundingMode.CEILING).toPlainString());
                }
            }
        } catch (IOException e) {
            // not every error is JSON
        }
        return Optional.empty();
    }
}
