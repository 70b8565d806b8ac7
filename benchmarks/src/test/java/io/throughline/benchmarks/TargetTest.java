package io.throughline.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Targets and ways to trace are read from the command line as its help says. */
class TargetTest {
    @Test
    void anAddressStandsAloneOrWithProcessAndHeaders() {
        long self = ProcessHandle.current().pid();
        Target target = Target.of("other", "http://127.0.0.1:9000@" + self + ";x-a: 1;x-b: http://c");
        assertThat(target.address()).isEqualTo(URI.create("http://127.0.0.1:9000"));
        assertThat(target.process()).contains(ProcessHandle.current());
        assertThat(target.headers()).isEqualTo(List.of("x-a: 1", "x-b: http://c"));
        assertThat(Target.of("other", "http://127.0.0.1:9000").process()).isEmpty();
    }

    @Test
    void headersStandInTheRequestBeforeItsBody() {
        Target target = Target.of("other", "http://127.0.0.1:9000;x-a: 1");
        String request = new String(Connection.request(target, "/v1/x", "k", "{}"), UTF_8);
        assertThat(request).contains("Bearer k\r\nx-a: 1\r\nContent-Type").endsWith("Content-Length: 2\r\n\r\n{}");
    }

    @Test
    void tracingIsFullOffDeadOrAway() {
        assertThat(telemetry("full")).contains("content: full", "store: {path").doesNotContain("redis");
        assertThat(telemetry("off")).contains("content: none", "store: false").doesNotContain("redis");
        assertThat(telemetry("dead")).contains("content: full", "store: false", "redis");
        assertThat(telemetry("away")).contains("content: full", "store: {path", "redis");
        assertThatThrownBy(() -> Tracing.of("on")).hasMessageContaining("full, off, dead or away");
    }

    private static String telemetry(String tracing) {
        return Tracing.of(tracing).telemetry(Path.of("d"));
    }
}
