package io.throughline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of lines: appended, put aside, whole after a crash. */
class JsonlSinkTest {
    private static final long LINE = Calls.call("0").json().length + 1L;

    @TempDir
    Path directory;

    @Test
    void appendsToWhatIsThere() throws IOException {
        Path file = directory.resolve("calls.jsonl");
        write(file, "0", "1");
        write(file, "2");
        assertThat(Files.readString(file)).isEqualTo(line("0") + line("1") + line("2"));
    }

    @Test
    void beginsANewLineBehindHalfALineOfAKilledProcess() throws IOException {
        Path file = directory.resolve("calls.jsonl");
        Files.writeString(file, line("0") + "{\"type\":\"ca");
        write(file, "1");
        assertThat(Files.readAllLines(file))
                .containsExactly(line("0").strip(), "{\"type\":\"ca", line("1").strip());
    }

    @Test
    void putsFilesAsideBySizeAndKeepsSoMany() throws IOException {
        Path file = directory.resolve("calls.jsonl");
        try (JsonlSink sink = new JsonlSink(new SinkSettings.Jsonl(file, 2 * LINE, 2))) {
            for (int i = 0; i < 9; i++) {
                sink.write(List.of(Calls.call("" + i)));
            }
        }
        assertThat(Files.readString(file)).isEqualTo(line("8"));
        assertThat(Files.readString(directory.resolve("calls.jsonl.1"))).isEqualTo(line("6") + line("7"));
        assertThat(Files.readString(directory.resolve("calls.jsonl.2"))).isEqualTo(line("4") + line("5"));
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void keepsNoFileAsideWhenToldSo() throws IOException {
        Path file = directory.resolve("calls.jsonl");
        try (JsonlSink sink = new JsonlSink(new SinkSettings.Jsonl(file, LINE, 0))) {
            sink.write(List.of(Calls.call("0")));
            sink.write(List.of(Calls.call("1")));
        }
        assertThat(Files.readString(file)).isEqualTo(line("1"));
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void saysSoWhenTheFileCanNotBeOpenedAndRecovers() throws IOException {
        Path file = directory.resolve("calls.jsonl");
        Files.createDirectory(file);
        try (JsonlSink sink = new JsonlSink(new SinkSettings.Jsonl(file, LINE, 0))) {
            assertThatThrownBy(() -> sink.write(List.of(Calls.call("0")))).isInstanceOf(IOException.class);
            Files.delete(file);
            sink.write(List.of(Calls.call("0")));
        }
        assertThat(Files.readString(file)).isEqualTo(line("0"));
    }

    private static void write(Path file, String... ids) throws IOException {
        try (JsonlSink sink = new JsonlSink(new SinkSettings.Jsonl(file, 1 << 20, 2))) {
            sink.write(Stream.of(ids)
                    .map(Calls::call)
                    .map(call -> (io.throughline.record.TelemetryRecord) call)
                    .toList());
        }
    }

    private static String line(String id) {
        return new String(Calls.call(id).json(), StandardCharsets.UTF_8) + "\n";
    }
}
