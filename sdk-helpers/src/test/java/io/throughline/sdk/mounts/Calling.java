package io.throughline.sdk.mounts;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who calls, said by header fields or by an SDK's scopes: the same. */
final class Calling {
    static final String AGENT = "helper";
    static final String TRACE = "t-1";
    static final String THREAD = "th-1";
    static final String USER = "u-1";

    private Calling() {}

    static Map<String, String> headers(Conversation conversation) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Agent-Name", AGENT);
        headers.put("X-Trace-ID", TRACE);
        headers.put("X-Thread-ID", THREAD);
        headers.put("X-External-User-Id", USER);
        if (conversation.ofAnthropic()) {
            headers.put("anthropic-version", "2023-06-01");
        }
        return headers;
    }
}
