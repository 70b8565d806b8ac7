package io.throughline.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that wait on disk, in order, bounded in bytes. They outlive the process: a killed one loses nothing that was appended, and the next one
 * begins with what is left. What was handed over when a process was killed can come again.
 *
 * <p>The files are deleted one by one, each when all of it was handed over. One thread uses a spool; {@link #records} is for any.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final long FILE_BYTES = 4L << 20;

    private final SpoolPlace place;
    private final long maxBytes;
    private final IntConsumer unreadable;
    private final Deque<SpoolFile> files = new ArrayDeque<>();
    /** What is left of the first file, once it is read. */
    private final Deque<byte[]> head = new ArrayDeque<>();

    private final AtomicInteger records = new AtomicInteger();
    private @Nullable SpoolFile read;
    private long bytes;

    /**
     * Makes a spool; nothing is touched before {@link #open}.
     *
     * @param root the sink's directory, which several processes may share
     * @param maxBytes how much one process keeps there
     * @param unreadable is told how many records could not be read back
     */
    Spool(Path root, long maxBytes, IntConsumer unreadable) {
        this.place = new SpoolPlace(root);
        this.maxBytes = maxBytes;
        this.unreadable = unreadable;
    }

    Path root() {
        return place.root();
    }

    /** Finds what processes left that are no more. Makes no directory. */
    void open() throws IOException {
        if (place.isThere()) {
            takePlace();
        }
    }

    private void takePlace() throws IOException {
        for (Path left : place.take()) {
            SpoolFile file = SpoolFile.left(left);
            files.add(file);
            bytes += file.bytes();
            records.addAndGet(file.records());
        }
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Returns how many records wait. */
    int records() {
        return records.get();
    }

    /**
     * Appends records, as many as fit.
     *
     * @param lines one line of JSON each, without its end
     * @return how many fitted, the first ones
     * @throws IOException when the disk fails; then none was appended
     */
    int append(List<byte[]> lines) throws IOException {
        if (!place.isTaken()) {
            takePlace();
        }
        List<byte[]> fitting = fitting(lines);
        if (!fitting.isEmpty()) {
            SpoolFile file = last();
            long before = file.bytes();
            file.append(fitting);
            bytes += file.bytes() - before;
            records.addAndGet(fitting.size());
        }
        return fitting.size();
    }

    private List<byte[]> fitting(List<byte[]> lines) {
        long sum = bytes;
        int count = 0;
        for (byte[] line : lines) {
            sum += line.length + 1L;
            if (sum > maxBytes) {
                break;
            }
            count++;
        }
        return lines.subList(0, count);
    }

    /** What is being read is not written any more. */
    private SpoolFile last() throws IOException {
        SpoolFile last = files.peekLast();
        if (last != null && last.isOpen() && last.bytes() < FILE_BYTES) {
            return last;
        }
        if (last != null) {
            last.close();
        }
        SpoolFile made = SpoolFile.create(place.newFile());
        files.add(made);
        return made;
    }

    /**
     * Returns the oldest records, which stay until {@link #remove}.
     *
     * @param most how many at the most
     * @param mostBytes about how many bytes; a record that is larger comes alone
     * @return at least one, but for a file that holds none that can be read
     * @throws IOException when the oldest file can't be read: {@link #skip} goes on behind it
     */
    List<byte[]> next(int most, long mostBytes) throws IOException {
        SpoolFile first = files.getFirst();
        if (read != first) {
            read(first);
        }
        List<byte[]> next = new ArrayList<>();
        long sum = 0;
        Iterator<byte[]> lines = head.iterator();
        while (lines.hasNext() && next.size() < most) {
            byte[] line = lines.next();
            sum += line.length;
            if (!next.isEmpty() && sum > mostBytes) {
                break;
            }
            next.add(line);
        }
        return next;
    }

    private void read(SpoolFile first) throws IOException {
        first.close();
        SpoolFile.Lines lines = first.read();
        head.clear();
        head.addAll(lines.whole());
        records.addAndGet(lines.whole().size() - first.records());
        read = first;
        if (lines.broken() > 0) {
            LOG.warn("{}: {} lines hold no whole record and are left out", first.path(), lines.broken());
            unreadable.accept(lines.broken());
        }
    }

    /** Forgets so many of the oldest records, which {@link #next} gave. */
    void remove(int count) {
        for (int i = 0; i < count; i++) {
            head.remove();
        }
        records.addAndGet(-count);
        if (head.isEmpty()) {
            SpoolFile done = files.remove();
            bytes -= done.bytes();
            done.delete();
        }
    }

    /** Leaves the oldest file as it is, and goes on behind it. */
    void skip() {
        SpoolFile skipped = files.remove();
        bytes -= skipped.bytes();
        records.addAndGet(-skipped.records());
        unreadable.accept(skipped.records());
    }

    /** Leaves to the next process what was not handed over, and no more. */
    @Override
    public void close() throws IOException {
        try (place) {
            SpoolFile first = files.peekFirst();
            if (first != null && read == first) {
                first.replace(List.copyOf(head));
            }
            SpoolFile last = files.peekLast();
            if (last != null) {
                last.close();
            }
        }
    }
}
