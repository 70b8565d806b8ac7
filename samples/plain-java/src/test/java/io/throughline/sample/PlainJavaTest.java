package io.throughline.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application in a process of its own, as a user starts it. */
class PlainJavaTest {
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void answersAndEnds() throws Exception {
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainJava.class.getName(),
                        "Why are rivers crooked?")
                .redirectErrorStream(true)
                .start();
        String printed = new String(application.getInputStream().readAllBytes());
        assertThat(printed).contains("Why are rivers crooked?").contains("provider=echo");
        assertThat(application.waitFor()).as(printed).isZero();
    }
}
