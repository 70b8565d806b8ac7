package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that another process has is told, with what to do. */
class TakenPortTest {
    @TempDir
    private Path directory;

    @Test
    void saysWhichAddressIsTakenAndHowToChooseAnother() throws Exception {
        Path config = Files.writeString(directory.resolve("throughline.yaml"), "telemetry: {store: {path: store}}\n");
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                Map.of("HOME", directory.toString()),
                new ByteArrayInputStream("".getBytes(UTF_8)),
                new PrintWriter(new StringWriter(), true),
                new PrintWriter(err, true));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String[] arguments = {"serve", "--config", config.toString(), "--port", port};
            assertThat(Main.run(arguments, terminal)).isEqualTo(1);
            assertThat(err.toString()).contains("can't listen on", port, "--port");
        }
    }
}
