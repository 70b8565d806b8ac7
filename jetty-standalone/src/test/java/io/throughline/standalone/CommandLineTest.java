package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed wrong, or can't work where it is typed, is told before anything is served. */
class CommandLineTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void namesTheCommandThatWasMeant() {
        assertThat(run("chekc")).isEqualTo(Main.USAGE);
        assertThat(err)
                .hasToString("throughline: unknown command 'chekc'; did you mean 'check'?" + System.lineSeparator());
    }

    @Test
    void saysWhereCommandsAreListedWhenNoneIsNear() {
        assertThat(run("frobnicate")).isEqualTo(Main.USAGE);
        assertThat(err.toString())
                .contains("unknown command 'frobnicate'", "--help")
                .doesNotContain("did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999", "-1", "http"})
    void aPortThatIsNoneIsAMistakeOfUsage(String port) {
        assertThat(run("--port=" + port)).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("--port", "'" + port + "' is no port: expected 0 to 65535");
        assertThat(run("demo", "--port=" + port)).isEqualTo(Main.USAGE);
    }

    @Test
    void aFileWhereTheStoreIsToBeIsWrongInTheConfiguration() throws IOException {
        Files.writeString(directory.resolve("store"), "a file");
        for (String path : new String[] {"store", "store/below"}) {
            Path config = configured(path);
            String wrong = "throughline.yaml:2: telemetry.store.path: expected a directory, found a file";
            assertThat(run("check", "--config", config.toString())).isEqualTo(Main.CONFIGURATION);
            assertThat(err.toString()).contains(wrong);
            err.getBuffer().setLength(0);
            assertThat(run("serve", "--config", config.toString(), "--port=0")).isEqualTo(Main.CONFIGURATION);
            assertThat(err.toString()).contains(wrong);
        }
    }

    @Test
    void aStoreThatCannotBeWrittenToIsAWarning() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        assumeFalse(closed.toFile().setWritable(false) && Files.isWritable(closed), "root may write anywhere");

        assertThat(run("check", "--config", configured("closed/store").toString()))
                .isZero();
        assertThat(out.toString())
                .contains("throughline.yaml:2: telemetry.store.path: the user of this process can't write");
    }

    private Path configured(String store) throws IOException {
        return Files.writeString(directory.resolve("throughline.yaml"), "telemetry:\n  store: {path: " + store + "}\n");
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(
                Map.of("HOME", directory.toString()),
                new ByteArrayInputStream("".getBytes(UTF_8)),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return Main.run(arguments, terminal);
    }
}
