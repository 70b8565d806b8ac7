package io.throughline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.testkit.Condition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory is one process's until that ends, however it ends. */
class DirectoryLockTest {
    @TempDir
    private Path directory;

    @Test
    void anotherProcessHasItUntilItIsKilled() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("true");
            assertThat(DirectoryLock.tryOn(directory)).isEmpty();
            other.destroyForcibly().waitFor();
        }
        Condition.await("free", this::isFree);
    }

    @Test
    void anotherPartOfTheProcessHasItUntilItIsClosed() throws IOException {
        try (DirectoryLock held = DirectoryLock.tryOn(directory).orElseThrow()) {
            assertThat(held.directory()).isEqualTo(directory.toRealPath());
            assertThat(isFree()).isFalse();
            assertThat(isFree()).isFalse();
        }
        assertThat(isFree()).isTrue();
    }

    private boolean isFree() {
        try {
            var lock = DirectoryLock.tryOn(directory);
            if (lock.isPresent()) {
                lock.get().close();
            }
            return lock.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says whether it has the lock, and holds it until somebody ends it. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(DirectoryLock.tryOn(Path.of(arguments[0])).isPresent());
            System.in.read();
        }
    }
}
