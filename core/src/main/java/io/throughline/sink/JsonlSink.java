package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to a file, one JSON line each. A batch is one append; one that fails half-way is cut off again.
 *
 * <p>A file that would grow over its size is put aside as {@code name.1}, the one before as {@code name.2}, and so on; the oldest goes. A
 * file is larger than its size only where a single batch is.
 *
 * <p>A killed process loses nothing that was written; it can leave half a line, behind which the next process begins a new one. The disk is
 * told to keep what was written once a second at the most, when a file is put aside, and on close: a power cut can lose what came after.
 *
 * <p>One process a file: two would rotate it under each other.
 */
public final class JsonlSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(JsonlSink.class);
    private static final long SYNC_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Path path;
    private final long maxBytes;
    private final int files;
    private @Nullable FileOutputStream out;
    private long size;
    private long lastSync = System.nanoTime();

    /** Creates the sink; the file and its directory are opened or made by the first write. */
    public JsonlSink(SinkSettings.Jsonl settings) {
        this.path = settings.path().toAbsolutePath();
        this.maxBytes = settings.maxBytes();
        this.files = settings.files();
    }

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public void write(List<TelemetryRecord> batch) throws IOException {
        byte[] lines = lines(batch);
        FileOutputStream file = open();
        if (size > 0 && size + lines.length > maxBytes) {
            closeFile(file);
            putAside();
            file = open();
        }
        append(file, lines);
        if (System.nanoTime() - lastSync >= SYNC_INTERVAL) {
            sync(file);
        }
    }

    @Override
    public void close() {
        if (out != null) {
            try {
                closeFile(out);
            } catch (IOException e) {
                LOG.warn("{} did not close cleanly: {}", path, e.getMessage());
            }
        }
    }

    private static byte[] lines(List<TelemetryRecord> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (TelemetryRecord telemetry : batch) {
            lines.writeBytes(telemetry.json());
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private FileOutputStream open() throws IOException {
        if (out != null) {
            return out;
        }
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        boolean cut = endsInsideLine();
        FileOutputStream file = new FileOutputStream(path.toFile(), true);
        try {
            if (cut) {
                file.write('\n');
            }
            size = file.getChannel().size();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        out = file;
        return file;
    }

    private boolean endsInsideLine() throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return false;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(file.length() - 1);
            return file.read() != '\n';
        }
    }

    private void append(FileOutputStream file, byte[] lines) throws IOException {
        try {
            file.write(lines);
            size += lines.length;
        } catch (IOException e) {
            out = null;
            try (file) {
                file.getChannel().truncate(size);
            } catch (IOException truncation) {
                e.addSuppressed(truncation);
            }
            throw e;
        }
    }

    private void putAside() throws IOException {
        if (files == 0) {
            Files.deleteIfExists(path);
            return;
        }
        for (int n = files - 1; n >= 1; n--) {
            if (Files.exists(aside(n))) {
                Files.move(aside(n), aside(n + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(path, aside(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path aside(int n) {
        return path.resolveSibling(path.getFileName() + "." + n);
    }

    private void closeFile(FileOutputStream file) throws IOException {
        out = null;
        try (file) {
            sync(file);
        }
    }

    private void sync(FileOutputStream file) throws IOException {
        file.getFD().sync();
        lastSync = System.nanoTime();
    }
}
