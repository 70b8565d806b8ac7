package io.throughline.sink.sqlite;

import io.throughline.sink.TraceStore.Page;
import io.throughline.sink.TraceStore.TraceQuery;
import io.throughline.sink.TraceStore.TraceSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in a directory of its own, at a time of its own. */
abstract class StoreTest {
    @TempDir
    Path directory;

    Instant now = Instant.parse("2026-11-20T12:00:00Z");
    SqliteStore store;

    @BeforeEach
    void open() {
        store = new SqliteStore(directory, Duration.ofDays(30), () -> now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    void write(Call... calls) throws Exception {
        store.write(Call.batch(calls));
    }

    List<TraceSummary> traces(String tenant) {
        return store.traces(tenant, query(Optional.empty(), 200)).items();
    }

    static List<String> ids(List<TraceSummary> traces) {
        return traces.stream().map(TraceSummary::traceId).toList();
    }

    static TraceQuery query(Optional<String> cursor, int limit) {
        return new TraceQuery(Optional.empty(), Optional.empty(), cursor, limit);
    }

    /** Turns all pages. */
    static <T> List<T> all(Function<Optional<String>, Page<T>> pages) {
        List<T> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<T> page = pages.apply(cursor);
            items.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return items;
    }
}
