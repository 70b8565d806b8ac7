package io.throughline.mark;

import io.throughline.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret that signatures are made with where nobody configured one: made once and kept in a file that its owner alone can read, so that
 * signatures outlive the process. A file that others could read is no secret: it is replaced, and a warning says so. Nothing logs what it holds.
 */
public final class KeptSecret {
    /** The file's name in the directory of what is kept. */
    public static final String FILE = "signing-secret";

    private static final Logger LOG = LoggerFactory.getLogger(KeptSecret.class);
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private KeptSecret() {}

    /** Returns a secret that holds as long as this process. */
    public static Secret ofThisProcess() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Secret.of(HexFormat.of().formatHex(bytes));
    }

    /**
     * Returns the secret that is kept in a directory, made there if there is none. Of several processes that begin at once, all get the same. Where
     * the directory can't be written, the secret is this process's own, and a warning says so.
     *
     * @param directory where it is kept; made if it is not there
     */
    public static Secret in(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            Optional<Secret> kept = read(file);
            return kept.isPresent() ? kept.get() : make(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("can't keep the signing secret in {}: signatures end with this process ({})", file, e.toString());
            return ofThisProcess();
        }
    }

    private static Secret make(Path file) throws IOException {
        Secret made = ofThisProcess();
        Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new", ownersAlone(file));
        try {
            Files.writeString(whole, made.reveal(), StandardCharsets.US_ASCII);
            Files.createLink(file, whole); // unlike a move, it never replaces what another process was quicker to make
            return made;
        } catch (FileAlreadyExistsException e) {
            return read(file).orElseThrow(() -> e);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static Optional<Secret> read(Path file) throws IOException {
        try {
            String fault = fault(file);
            if (fault.isEmpty()) {
                return Optional.of(Secret.of(Files.readString(file, StandardCharsets.US_ASCII)));
            }
            LOG.warn("{} {}: it is replaced by a new secret, and signatures made so far end", file, fault);
            Files.delete(file);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String fault(Path file) throws IOException {
        if (isPosix(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            return "can be read by others than its owner (chmod 600 keeps it)";
        }
        byte[] bytes = Files.readAllBytes(file);
        boolean good =
                FORM.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).matches();
        return good ? "" : "holds no secret of 64 hexadecimal digits";
    }

    private static FileAttribute<?>[] ownersAlone(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
