package io.throughline.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Headers;
import io.throughline.Tap;
import io.throughline.dialect.Recordings;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.RecordedReading;
import io.throughline.wire.ByteBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tap reads out of recorded answers is what an independent decoder read out of them. */
class RecordedAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the readings differ for a reason. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream",
            "the recording holds fifteen streams one behind the other; the first message_stop ends the answer",
            "azure/models.chat.completions/rub-with-params-azure-grok-4-1-fast-non-reasoning-supports-response-format-param",
            "the provider counts more cached tokens than input tokens; a part is never more than the whole",
            "openai/chat.completions/ddt-chat-completion-custom-tool-call",
            "the other decoder does not read custom tool calls",
            "openai/responses/req-o4-mini-deep-research-usage",
            "the provider counted -9 output tokens; no count is less than nothing",
            "anthropic/messages/ver-anthropic-compaction-1",
            "the provider bills what it compacted too, and tells it beside the totals that the other decoder reads");

    private final BlockingQueue<TelemetryRecord> records = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder(true, call -> {}, records::add);

    @AfterEach
    void close() {
        recorder.close();
    }

    static Stream<RecordedCase> cases() {
        return Recordings.all().stream();
    }

    @Test
    void thereAreRecordings() {
        assumeTrue(RecordedCase.available(), "no recorded traffic here: its tests are skipped");
        assertThat(cases()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void theRecordIsWhatWasAnswered(RecordedCase recorded) {
        JsonNode call = record(recorded, recorded.pieces());
        if (recorded.expected().isPresent()) {
            List<String> differences = RecordedReading.differences(call, recorded);
            if (EXPLAINED.containsKey(recorded.id())) {
                assertThat(differences).as("explained, but no longer different").isNotEmpty();
            } else {
                assertThat(differences).isEmpty();
            }
        }
        if (recorded.status() >= 400) {
            assertThat(call.path("response").path("error").path("message").asText())
                    .isNotBlank();
            assertThat(call.path("outcome").asText()).isEqualTo("failed");
        }
    }

    private JsonNode record(RecordedCase recorded, List<byte[]> pieces) {
        Recording recording = recorder.begin(recorded.dialect());
        recording.answering(recorded.status());
        Headers.Builder headers = Headers.builder();
        recorded.headers().forEach(headers::add);
        Tap tap = new AnswerTap(
                recording,
                Recordings.dialect(recorded),
                Recordings.convention(recorded),
                recorded.status(),
                headers.build(),
                new ByteBudget(1 << 30),
                () -> false);
        pieces.forEach(piece -> tap.bytes(ByteBuffer.wrap(piece).asReadOnlyBuffer()));
        tap.end(new Tap.End.Completed());
        try {
            TelemetryRecord made = records.poll(10, TimeUnit.SECONDS);
            assertThat(made).isNotNull();
            return JSON.readTree(made.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
