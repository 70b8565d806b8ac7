package io.throughline.spring;

import io.micrometer.observation.Observation;
import io.throughline.record.CallRecord;
import java.net.URI;
import java.util.Optional;

/** What is observed of one call: at its beginning where it goes, at its end its record. */
final class ModelCall extends Observation.Context {
    private final URI target;
    private volatile Optional<CallRecord> record = Optional.empty();

    ModelCall(URI target) {
        this.target = target;
    }

    /** Notes that the call is over. */
    void ended(Optional<CallRecord> call) {
        record = call;
    }

    Optional<CallRecord> record() {
        return record;
    }

    /** Returns the host that the application called. */
    String server() {
        return target.getHost();
    }

    /** Returns what is asked for, by OpenTelemetry's names; paths tell it. */
    String operation() {
        String path = target.getPath();
        if (path.endsWith("/embeddings") || path.contains(":embed") || path.contains(":batchEmbed")) {
            return "embeddings";
        }
        if (path.contains(":generateContent") || path.contains(":streamGenerateContent")) {
            return "generate_content";
        }
        return path.endsWith("/completions") && !path.endsWith("/chat/completions") ? "text_completion" : "chat";
    }
}
