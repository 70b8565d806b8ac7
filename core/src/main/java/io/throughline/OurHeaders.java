package io.throughline;

import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.record.Recording;
import java.util.List;
import java.util.stream.Collectors;

/** The header fields that stand on every answer to a call. */
final class OurHeaders {
    private static final int LONGEST = 1024;

    private OurHeaders() {}

    static ProxyResponse on(ProxyResponse response, Recording recording) {
        Headers.Builder headers = response.headers().toBuilder()
                .set("X-Trace-ID", recording.ids().traceId())
                .set("X-Thread-ID", recording.ids().threadId())
                .set("X-Throughline-Call-Id", recording.id());
        recording.provider().ifPresent(provider -> headers.set("X-Throughline-Provider", provider));
        recording.selectedModel().ifPresent(model -> headers.set("X-Throughline-Model", model));
        List<Losses.Loss> losses = recording.losses();
        if (!losses.isEmpty()) {
            tellDropped(headers, losses);
        }
        return response.with(headers.build());
    }

    private static void tellDropped(Headers.Builder headers, List<Losses.Loss> losses) {
        String dropped = losses.stream()
                .filter(loss -> loss.way() == Treatment.Way.DROPPED)
                .map(Losses.Loss::path)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!dropped.isEmpty()) {
            headers.set("X-Throughline-Dropped", printable(dropped));
        }
    }

    /** The client names the fields that nobody knows, and may name them as it likes. */
    private static String printable(String text) {
        String ascii = text.replaceAll("[^ -~]", "?");
        return ascii.length() > LONGEST ? ascii.substring(0, LONGEST) + "..." : ascii;
    }
}
