package io.throughline.sink.sqlite;

import io.throughline.sink.TraceStore.Page;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Calls as they were written: one by its id, or a trace's or a thread's, oldest first, over all days. */
final class CallPages {
    /** A page ends at so much text, whatever its limit: some calls have megabytes. */
    private static final long MOST_BYTES = 16L << 20;

    private final ReaderPool readers;
    private final List<LocalDate> newestFirst;

    CallPages(ReaderPool readers, List<LocalDate> newestFirst) {
        this.readers = readers;
        this.newestFirst = newestFirst;
    }

    Page<String> page(DayReader.Group group, String tenant, String id, Optional<String> begin, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, not " + limit);
        }
        Cursor cursor = new Cursor(group.name(), tenant, id);
        Position after = begin.map(cursor::decode).orElse(Position.FIRST);
        LocalDate firstDay = EpochNanos.day(after.nanos());
        List<DayReader.Call> found = new ArrayList<>();
        long bytes = 0;
        for (int i = newestFirst.size() - 1; i >= 0 && found.size() <= limit && bytes < MOST_BYTES; i--) {
            LocalDate day = newestFirst.get(i);
            if (!day.isBefore(firstDay)) {
                int left = Math.min(limit, Integer.MAX_VALUE - 1) + 1 - found.size();
                long bytesLeft = MOST_BYTES - bytes;
                List<DayReader.Call> more = readers.read(
                                day, reader -> reader.calls(group, tenant, id, after, left, bytesLeft))
                        .orElse(List.of());
                found.addAll(more);
                bytes += more.stream().mapToLong(DayReader.Call::bytes).sum();
            }
        }
        return page(cursor, found, limit, bytes >= MOST_BYTES);
    }

    /** A page that was ended by its bytes may turn out to be the last: then the next one is empty. */
    private static Page<String> page(Cursor cursor, List<DayReader.Call> found, int limit, boolean cut) {
        List<DayReader.Call> shown = found.subList(0, Math.min(limit, found.size()));
        boolean more = cut || found.size() > limit;
        Optional<String> next =
                more ? Optional.of(cursor.encode(shown.get(shown.size() - 1).position())) : Optional.empty();
        return new Page<>(shown.stream().map(DayReader.Call::json).toList(), next);
    }

    /** Looks where the id says first: a call's id is a UUIDv7, made when the call came. */
    Optional<String> call(String tenant, String id) {
        List<LocalDate> days = new ArrayList<>(newestFirst);
        dayOf(id)
                .ifPresent(likely ->
                        days.sort(Comparator.comparingLong(day -> Math.abs(day.toEpochDay() - likely.toEpochDay()))));
        for (LocalDate day : days) {
            Optional<String> call =
                    readers.read(day, reader -> reader.call(tenant, id)).flatMap(found -> found);
            if (call.isPresent()) {
                return call;
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalDate> dayOf(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.version() == 7
                    ? Optional.of(EpochNanos.day(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
