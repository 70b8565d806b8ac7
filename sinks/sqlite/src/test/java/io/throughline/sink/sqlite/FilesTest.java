package io.throughline.sink.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.sink.TraceStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory: a file a day, damaged ones, foreign ones, old ones, and another process. */
class FilesTest extends StoreTest {
    @Test
    void keepsAFileADayInUtc() throws Exception {
        write(Call.of("1", "t", "2026-11-19T23:59:59.999999999Z"), Call.of("2", "t", "2026-11-20T00:00:00Z"));
        assertThat(names()).contains("calls-2026-11-19.db", "calls-2026-11-20.db");
    }

    @Test
    void deletesDaysThatAreOlderThanTheRetentionWhole() throws Exception {
        write(Call.of("1", "t", "2026-11-19T10:00:00Z"));
        write(Call.of("2", "t", "2026-11-20T10:00:00Z"));
        assertThat(store.call("acme", "1")).isPresent();
        Files.writeString(directory.resolve("notes.txt"), "mine");
        now = Instant.parse("2026-12-20T00:30:00Z");
        write(Call.of("3", "t", "2026-12-20T00:30:00Z"));
        assertThat(names()).noneMatch(name -> name.contains("2026-11-19"));
        assertThat(names()).contains("calls-2026-11-20.db", "notes.txt");
        assertThat(store.call("acme", "1")).isEmpty();
        assertThat(store.call("acme", "2")).isPresent();
    }

    @Test
    void skipsDamagedAndForeignFilesWhenReading() throws Exception {
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"));
        Files.writeString(
                directory.resolve("calls-2026-11-19.db"), "this is no database, though it is long enough".repeat(99));
        Files.writeString(directory.resolve("calls-2026-11-18.db"), "");
        Files.writeString(directory.resolve("calls-yesterday.db"), "?");
        execute("calls-2026-11-17.db", "CREATE TABLE somebody(elses)");
        Files.createDirectory(directory.resolve("calls-x"));
        assertThat(ids(traces("acme"))).containsExactly("t");
        assertThat(store.call("acme", "unknown")).isEmpty();
        assertThat(store.trace("acme", "t", Optional.empty(), 10).items()).hasSize(1);
        assertThat(store.stats("acme", 1_000).calls()).isOne();
    }

    @Test
    void skipsAFileWhosePagesAreDamaged() throws Exception {
        for (int i = 0; i < 200; i++) {
            write(Call.of("d" + i, "damaged", "2026-11-19T10:00:00Z"));
        }
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"));
        close();
        Path file = directory.resolve("calls-2026-11-19.db");
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 4_096, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        open();
        assertThat(ids(traces("acme"))).containsExactly("t");
    }

    @Test
    void renamesAFileOfTodayThatCanNotBeWrittenAndBeginsANewOne() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("calls-2026-11-20.db"), "this is no database".repeat(500));
        execute("calls-2026-11-19.db", "CREATE TABLE somebody(elses)");
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"), Call.of("2", "t", "2026-11-19T10:00:00Z"));
        assertThat(store.trace("acme", "t", Optional.empty(), 10).items()).hasSize(2);
        Path aside = directory.resolve("calls-2026-11-20.db.unreadable-" + now.toEpochMilli());
        assertThat(Files.readString(aside)).startsWith("this is no database");
        assertThat(names()).contains("calls-2026-11-19.db.unreadable-" + now.toEpochMilli());
    }

    @Test
    void neitherReadsNorWritesAFileOfANewerVersion() throws Exception {
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"));
        close();
        execute("calls-2026-11-20.db", "PRAGMA user_version = 99");
        open();
        assertThat(store.call("acme", "1")).isEmpty();
        assertThatThrownBy(() -> write(Call.of("2", "t", "2026-11-20T10:00:00Z")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer version");
        execute(
                "calls-2026-11-20.db",
                "PRAGMA user_version = " + Schema.current().version());
        write(Call.of("2", "t", "2026-11-20T10:00:00Z"));
        assertThat(store.trace("acme", "t", Optional.empty(), 10).items()).hasSize(2);
    }

    @Test
    void takesAnOlderFileToTheNewestVersionAndKeepsItsRows() throws Exception {
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"));
        close();
        Path file = directory.resolve("calls-2026-11-20.db");
        Schema next = Schema.current().then(List.of("ALTER TABLE call ADD COLUMN more TEXT"));
        try (Connection connection = Connections.forWriting(file)) {
            assertThat(next.fit(connection)).isEqualTo(Schema.Fit.OLDER);
            next.bringUp(connection);
        }
        try (Connection connection = Connections.forReading(file);
                Statement statement = connection.createStatement()) {
            assertThat(next.fit(connection)).isEqualTo(Schema.Fit.CURRENT);
            assertThat(statement
                            .executeQuery("SELECT count(*) FROM call WHERE more IS NULL")
                            .getInt(1))
                    .isOne();
        }
        open();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsAndWritesAFileOfEachVersionBefore(int version) throws Exception {
        Files.createDirectories(directory);
        Path file = directory.resolve("calls-2026-11-20.db");
        Schema schema = Schema.current();
        while (schema.version() > version) {
            schema = schema.before();
        }
        try (Connection connection = Connections.forWriting(file)) {
            schema.bringUp(connection);
        }
        assertThat(store.stats("acme", 24).cost()).isEmpty();
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"));
        assertThat(store.call("acme", "1")).isPresent();
        assertThat(store.traces(
                                "acme",
                                new TraceStore.TraceQuery(Optional.empty(), Optional.empty(), Optional.empty(), 1))
                        .items()
                        .get(0)
                        .cost())
                .isPresent();
    }

    @Test
    void readsWhatAnEarlierVersionDeflated() throws Exception {
        write(Call.of("1", "t", "2026-11-20T10:00:00Z").text("said before ".repeat(1_000)));
        String text = store.call("acme", "1").orElseThrow();
        close();
        try (Connection connection = Connections.forWriting(directory.resolve("calls-2026-11-20.db"));
                PreparedStatement update = connection.prepareStatement("UPDATE body SET coding = 0, json = ?")) {
            update.setBytes(1, deflated(text.getBytes(StandardCharsets.UTF_8)));
            assertThat(update.executeUpdate()).isOne();
        }
        open();
        assertThat(store.call("acme", "1")).contains(text);
        assertThat(store.trace("acme", "t", Optional.empty(), 10).items()).containsExactly(text);
    }

    private static byte[] deflated(byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true))) {
            deflating.write(text);
        }
        return out.toByteArray();
    }

    @Test
    void beginsANewFileWhenTodaysIsDeletedUnderIt() throws Exception {
        write(Call.of("1", "t", "2026-11-20T10:00:00Z"));
        for (String name : names()) {
            Files.delete(directory.resolve(name));
        }
        write(Call.of("2", "t", "2026-11-20T10:00:01Z"));
        close();
        open();
        assertThat(store.call("acme", "2")).isPresent();
    }

    @Test
    void sharesTheDirectoryWithAnotherWriterAndManyReaders() throws Exception {
        SqliteStore other = new SqliteStore(directory, Duration.ofDays(30), () -> now);
        List<CompletableFuture<Void>> work = Stream.of(store, other)
                .map(writer ->
                        CompletableFuture.runAsync(() -> IntStream.range(0, 100).forEach(i -> {
                            String id = (writer == store ? "a" : "b") + i;
                            try {
                                writer.write(Call.batch(
                                        Call.of(id, "t", "2026-11-20T10:00:00Z"),
                                        Call.of("both" + i, "t", "2026-11-20T10:00:00Z")));
                                store.traces("acme", query(Optional.empty(), 10));
                                other.trace("acme", "t", Optional.empty(), 10);
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        })))
                .toList();
        work.forEach(CompletableFuture::join);
        other.close();
        assertThat(all(cursor -> store.trace("acme", "t", cursor, 50)))
                .hasSize(300)
                .doesNotHaveDuplicates();
        assertThat(traces("acme").get(0).calls()).isEqualTo(300);
        assertThat(store.stats("acme", 24).calls()).isEqualTo(300);
    }

    @Test
    void saysSoWhenTheDirectoryCanNotBeMade() throws Exception {
        Path file = directory.resolve("file");
        Files.writeString(file, "in the way");
        try (SqliteStore blocked = SqliteStore.open(file, Duration.ofDays(1))) {
            assertThat(blocked.call("acme", "x")).isEmpty();
            assertThatThrownBy(() -> blocked.write(Call.batch(Call.of("1", "t", "2026-11-20T10:00:00Z"))))
                    .isInstanceOf(IOException.class);
        }
    }

    private void execute(String name, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(name));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
