package io.throughline.sink;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a spool: a record a line. An append that fails half-way is cut off again; a process that was killed can leave half a line.
 *
 * <p>The disk is told to keep what was written once a second at the most, and on close: a power cut can lose what came after.
 */
final class SpoolFile {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
    private static final long SYNC_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Path path;
    private @Nullable FileOutputStream out;
    private long bytes;
    private int records;
    private long lastSync = System.nanoTime();

    private SpoolFile(Path path) {
        this.path = path;
    }

    /** Makes a file, to be appended to. */
    static SpoolFile create(Path path) throws IOException {
        SpoolFile file = new SpoolFile(path);
        file.out = new FileOutputStream(path.toFile(), true);
        return file;
    }

    /** Returns a file that is there, to be read alone. */
    static SpoolFile left(Path path) throws IOException {
        SpoolFile file = new SpoolFile(path);
        file.bytes = Files.size(path);
        byte[] block = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(path)) {
            for (int length = in.read(block); length > 0; length = in.read(block)) {
                for (int i = 0; i < length; i++) {
                    file.records += block[i] == '\n' ? 1 : 0;
                }
            }
        }
        return file;
    }

    Path path() {
        return path;
    }

    long bytes() {
        return bytes;
    }

    /** Returns how many whole lines there are. */
    int records() {
        return records;
    }

    boolean isOpen() {
        return out != null;
    }

    void append(List<byte[]> lines) throws IOException {
        FileOutputStream file = out;
        if (file == null) {
            throw new IOException(path + " is closed");
        }
        byte[] text = text(lines);
        try {
            file.write(text);
            if (System.nanoTime() - lastSync >= SYNC_INTERVAL) {
                file.getFD().sync();
                lastSync = System.nanoTime();
            }
        } catch (IOException e) {
            out = null;
            try (file) {
                file.getChannel().truncate(bytes);
            } catch (IOException truncation) {
                e.addSuppressed(truncation);
            }
            throw e;
        }
        bytes += text.length;
        records += lines.size();
    }

    private static byte[] text(List<byte[]> lines) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            text.writeBytes(line);
            text.write('\n');
        }
        return text.toByteArray();
    }

    /**
     * What a file holds.
     *
     * @param whole its records
     * @param broken how many lines are none, a half one at its end included
     */
    record Lines(List<byte[]> whole, int broken) {}

    Lines read() throws IOException {
        byte[] text = Files.readAllBytes(path);
        List<byte[]> whole = new ArrayList<>();
        int broken = 0;
        int begin = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                if (i - begin >= 2 && text[begin] == '{' && text[i - 1] == '}') {
                    whole.add(Arrays.copyOfRange(text, begin, i));
                } else {
                    broken++;
                }
                begin = i + 1;
            }
        }
        return new Lines(whole, begin < text.length ? broken + 1 : broken);
    }

    /** Puts these records in the place of those that are there; there are none, or all of them, at any time. */
    void replace(List<byte[]> lines) throws IOException {
        Path made = path.resolveSibling(path.getFileName() + ".new");
        byte[] text = text(lines);
        try {
            Files.write(
                    made,
                    text,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
        bytes = text.length;
        records = lines.size();
    }

    void close() throws IOException {
        FileOutputStream file = out;
        out = null;
        if (file != null) {
            try (file) {
                file.getFD().sync();
            }
        }
    }

    void delete() {
        try {
            close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{} was handed over and can't be deleted: it comes again ({})", path, e.toString());
        }
    }
}
