package io.throughline.dialect;

import io.throughline.dialect.registry.Dialects;
import java.nio.charset.StandardCharsets;

/** Reads answers that a test writes down. */
final class Reading {
    private Reading() {}

    /** Reads a stream of events given as their data, or as {@code name|data} where a name stands before the brace. */
    static StreamReader stream(Dialect dialect, String... events) {
        return stream(dialect, UsageConvention.STANDARD, events);
    }

    static StreamReader stream(Dialect dialect, UsageConvention convention, String... events) {
        StreamReader reader = dialect.stream(convention);
        for (String event : events) {
            int bar = event.indexOf('|');
            boolean named = bar > 0 && bar < event.indexOf('{');
            String data = named ? event.substring(bar + 1) : event;
            reader.event(named ? event.substring(0, bar) : null, data.getBytes(StandardCharsets.UTF_8));
        }
        return reader;
    }

    static Answer whole(Dialect dialect, int status, String body) {
        return dialect.read(status, body.getBytes(StandardCharsets.UTF_8), UsageConvention.STANDARD);
    }

    /** Reads a stream of chat deltas of the first choice. */
    static Answer.Choice chat(String... deltas) {
        String[] chunks = new String[deltas.length];
        for (int i = 0; i < deltas.length; i++) {
            chunks[i] = "{\"choices\":[{\"index\":0,\"delta\":" + deltas[i] + "}]}";
        }
        return stream(Dialects.CHAT, chunks).answer().choices().get(0);
    }
}
