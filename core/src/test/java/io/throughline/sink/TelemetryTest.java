package io.throughline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.throughline.Secret;
import io.throughline.testkit.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every record to every sink, whatever one of them does. */
class TelemetryTest {
    @Test
    void aSinkThatHangsDoesNotHoldUpAnother() {
        ScriptedSink well = new ScriptedSink();
        ScriptedSink hanging = new ScriptedSink();
        hanging.gate = new CountDownLatch(1);
        Telemetry telemetry = Telemetry.start(
                List.of(hanging, well),
                new QueueSettings(
                        new QueueSettings.Limit(2, 1 << 20),
                        new QueueSettings.Batching(500, 1 << 20, Duration.ofMillis(1)),
                        QueueSettings.usual(2).retry()),
                Optional.empty());
        for (int i = 0; i < 5; i++) {
            int count = i + 1;
            telemetry.accept(Calls.call("" + i));
            Condition.await("written", () -> well.written.size() == count);
        }
        telemetry.close(Duration.ofMillis(200));
        assertThat(well.written).containsExactly("0", "1", "2", "3", "4");
        assertThat(telemetry.status().get(0).dropped()).containsEntry(DropReason.QUEUE_FULL, 3L);
        assertThat(telemetry.store()).isEmpty();
    }

    @Test
    void opensTheSinksOfCoreAndWritesToAll(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("deep/calls.jsonl");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger calls = (Logger) LoggerFactory.getLogger("io.throughline.calls");
        log.start();
        calls.addAppender(log);
        calls.setLevel(ch.qos.logback.classic.Level.INFO);
        Telemetry telemetry =
                Telemetry.open(List.of(new SinkSettings.Jsonl(file, 1 << 20, 2), new SinkSettings.Log()), 100);
        telemetry.accept(Calls.call("call-1"));
        telemetry.close(Duration.ofSeconds(20));
        calls.detachAppender(log);

        assertThat(Files.readString(file))
                .isEqualTo(new String(Calls.call("call-1").json()) + "\n");
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getFormattedMessage())
                .isEqualTo("call id=call-1 tenant=acme trace=trace-1 agent=support_bot_x provider=openai model=gpt-4o"
                        + " status=200 outcome=completed ms=812 input_tokens=15 output_tokens=34");
        assertThat(telemetry.status()).extracting(SinkStatus::name).containsExactly("jsonl", "log");
        assertThat(telemetry.status()).extracting(SinkStatus::written).containsExactly(1L, 1L);
    }

    @Test
    void namesTheLibraryOfASinkThatIsNotThere() {
        assertThatThrownBy(() ->
                        Telemetry.open(List.of(new SinkSettings.Redis(Secret.of("redis://:hunter2@h"), "s", 1)), 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("io.throughline:throughline-sink-redis")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Telemetry.open(List.of(new SinkSettings.Store(Path.of("x"), Duration.ofDays(1))), 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("io.throughline:throughline-sink-sqlite");
    }
}
