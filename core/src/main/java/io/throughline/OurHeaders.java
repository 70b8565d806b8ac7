package io.throughline;

import io.throughline.record.Recording;

/** The header fields that stand on every answer to a call. */
final class OurHeaders {
    private OurHeaders() {}

    static ProxyResponse on(ProxyResponse response, Recording recording) {
        Headers.Builder headers = response.headers().toBuilder()
                .set("X-Trace-ID", recording.ids().traceId())
                .set("X-Thread-ID", recording.ids().threadId())
                .set("X-Throughline-Call-Id", recording.id());
        recording.provider().ifPresent(provider -> headers.set("X-Throughline-Provider", provider));
        recording.selectedModel().ifPresent(model -> headers.set("X-Throughline-Model", model));
        return response.with(headers.build());
    }
}
