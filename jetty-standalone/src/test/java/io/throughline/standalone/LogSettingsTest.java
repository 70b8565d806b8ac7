package io.throughline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LogSettingsTest {
    @Test
    void aMessageIsOneLineAndAnExceptionIsShort() {
        PrintStream err = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        try {
            context.setMDCAdapter(new LogbackMDCAdapter());
            System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
            LogSettings.apply(context);
            context.getLogger("io.throughline.standalone.Drain").warn("two\nlines");
            context.getLogger("org.eclipse.jetty.server.Server").info("not told");
            context.getLogger("a.B").error("failed", new IllegalStateException("why"));
        } finally {
            context.stop();
            System.setErr(err);
        }

        String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
        assertThat(lines[0]).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  Drain two lines");
        assertThat(lines[1]).endsWith("ERROR B failed");
        assertThat(lines[2]).isEqualTo("java.lang.IllegalStateException: why");
    }

    @Test
    void aFileOfTheUsersIsHeeded() {
        System.setProperty("logback.configurationFile", "mine.xml");
        try {
            assertThat(new LogSettings().configure(new LoggerContext()).name()).isEqualTo("NEUTRAL");
        } finally {
            System.clearProperty("logback.configurationFile");
        }
    }

    @Test
    void logbackFindsIt() {
        assertThat(ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
                .hasAtLeastOneElementOfType(LogSettings.class);
    }
}
