package io.throughline.sink.sqlite;

import io.throughline.sink.TraceStore.Page;
import io.throughline.sink.TraceStore.TraceQuery;
import io.throughline.sink.TraceStore.TraceSummary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One page of traces, by the time of their last call that passes the filter, newest first.
 *
 * <p>A trace stands where its newest part does; its older parts, of the same day or of days before, are passed over. So a trace that
 * gains calls while a client turns pages moves to the front and is never seen twice.
 */
final class TraceListing {
    private static final int MOST = 200;

    private final ReaderPool readers;
    private final List<LocalDate> days;
    private final String tenant;
    private final TraceFilter filter;
    private final int limit;
    private final Cursor cursor;
    private final Optional<String> begin;
    private final Set<String> seen = new HashSet<>();
    private final List<Position> found = new ArrayList<>();

    TraceListing(ReaderPool readers, List<LocalDate> newestFirst, String tenant, TraceQuery query) {
        if (query.limit() < 1 || query.limit() > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", not " + query.limit());
        }
        this.readers = readers;
        this.days = newestFirst;
        this.tenant = tenant;
        this.filter = TraceFilter.of(query);
        this.limit = query.limit();
        this.cursor = new Cursor(
                "traces", tenant, query.agent().orElse(""), query.model().orElse(""));
        this.begin = query.cursor();
    }

    Page<TraceSummary> page() {
        Position before = begin.map(cursor::decode).orElse(Position.LAST);
        for (int i = 0; i < days.size() && found.size() <= limit; i++) {
            if (!days.get(i).isAfter(EpochNanos.day(before.nanos()))) {
                search(i, before);
            }
        }
        List<Position> shown = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next =
                found.size() > limit ? Optional.of(cursor.encode(shown.get(limit - 1))) : Optional.empty();
        return new Page<>(summaries(shown), next);
    }

    private void search(int day, Position before) {
        Position place = before;
        while (found.size() <= limit) {
            Position from = place;
            List<Position> candidates = readers.read(
                            days.get(day), reader -> reader.newestTraces(tenant, filter, from, limit + 1))
                    .orElse(List.of());
            newestOf(candidates, day).stream().limit(limit + 1L - found.size()).forEach(found::add);
            if (candidates.size() <= limit) {
                return;
            }
            place = candidates.get(candidates.size() - 1);
        }
    }

    /** A day is opened once for all candidates, not once for each: there may be many days. */
    private Set<Position> newestOf(List<Position> candidates, int day) {
        Set<Position> newest = new LinkedHashSet<>();
        for (Position candidate : candidates) {
            if (seen.add(candidate.id())) {
                newest.add(candidate);
            }
        }
        for (int i = day; i >= 0 && !newest.isEmpty(); i--) {
            readers.read(days.get(i), reader -> reader.outdated(tenant, filter, newest))
                    .ifPresent(newest::removeAll);
        }
        return newest;
    }

    private List<TraceSummary> summaries(List<Position> shown) {
        Map<String, List<TracePart>> parts = new HashMap<>();
        for (LocalDate day : days) {
            readers.read(day, reader -> reader.parts(tenant, shown))
                    .ifPresent(more -> more.forEach((id, ofDay) ->
                            parts.computeIfAbsent(id, i -> new ArrayList<>()).addAll(ofDay)));
        }
        return shown.stream()
                .filter(place -> parts.containsKey(place.id()))
                .map(place -> TracePart.summary(place.id(), parts.getOrDefault(place.id(), List.of())))
                .toList();
    }
}
