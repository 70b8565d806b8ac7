package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.throughline.Secret;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that nobody configured outlives the process where there is a directory, and is its owner's alone. */
class KeptSecretTest {
    @TempDir
    Path directory;

    @Test
    void itIsMadeOnceForItsOwnerAlone() throws IOException {
        Path data = directory.resolve("not/there/yet");
        Secret made = KeptSecret.in(data);
        assertThat(made.reveal()).matches("[0-9a-f]{64}");
        assertThat(KeptSecret.in(data)).isEqualTo(made);
        assertThat(KeptSecret.in(directory)).isNotEqualTo(made);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve(KeptSecret.FILE));
        }
        if (isPosix()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(KeptSecret.FILE))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void signaturesOutliveTheProcess() {
        SignedIds ids = new SignedIds("run-1", "run-1");
        String signature = new InvisibleSignature(KeptSecret.in(directory)).sign("acme", ids);
        assertThat(new InvisibleSignature(KeptSecret.in(directory)).verify("acme", signature))
                .contains(ids);
        assertThat(new InvisibleSignature(KeptSecret.ofThisProcess()).verify("acme", signature))
                .isEmpty();
    }

    @Test
    void whatOthersCanReadIsReplaced() throws IOException {
        assumeTrue(isPosix(), "no POSIX permissions here: skipped");
        Secret made = KeptSecret.in(directory);
        Path file = directory.resolve(KeptSecret.FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Secret next = KeptSecret.in(directory);
        assertThat(next).isNotEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeptSecret.in(directory)).isEqualTo(next);
    }

    @Test
    void whatIsNoSecretIsReplaced() throws IOException {
        Path file = directory.resolve(KeptSecret.FILE);
        KeptSecret.in(directory);
        Files.writeString(file, "short");
        assertThat(KeptSecret.in(directory).reveal()).hasSize(64).isEqualTo(Files.readString(file));
    }

    @Test
    void whereNothingCanBeKeptItIsThisProcesss() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(KeptSecret.in(file).reveal()).hasSize(64);
        assertThat(KeptSecret.in(file)).isNotEqualTo(KeptSecret.in(file));
    }

    @Test
    void manyThatBeginAtOnceGetTheSame() throws InterruptedException {
        Set<String> got = ConcurrentHashMap.newKeySet();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                try {
                    go.await();
                    got.add(KeptSecret.in(directory).reveal());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        go.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(got).hasSize(1);
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
