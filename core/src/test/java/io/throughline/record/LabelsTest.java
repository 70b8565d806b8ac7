package io.throughline.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Headers;
import io.throughline.access.Caller;
import io.throughline.dialect.Answer;
import io.throughline.dialect.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller says of a call is read from its header fields, or refused by the field's name. */
class LabelsTest {
    private static final String METADATA = "x-throughline-metadata";

    @Test
    void metadataIsKeptAsItCame() {
        Labels said = Labels.in(Headers.of("x-throughline-tags", "a=b, c=d", METADATA, " {\"n\": 1.50} "));
        assertThat(said.tags()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(said.metadata()).contains("{\"n\": 1.50}");
    }

    @ParameterizedTest
    @CsvSource({"true,Ada", "false,''"})
    void whatIsContentIsKeptWhereContentIs(boolean content, String name) throws Exception {
        List<TelemetryRecord> kept = new ArrayList<>();
        try (Recorder recorder = new Recorder(content, call -> {}, kept::add)) {
            Recording recording = recorder.begin("openai-chat");
            Labels said = Labels.in(Headers.of("x-throughline-tags", "a=b", METADATA, "{\"name\":\"Ada\"}"));
            recording.from(Caller.inProcess(), Optional.empty(), Optional.empty(), said);
            recording.answered(Answer::empty);
        }
        JsonNode record = new ObjectMapper().readTree(kept.get(0).json());
        assertThat(record.path("tags").path("a").asText()).isEqualTo("b");
        assertThat(record.path("metadata").path("name").asText()).isEqualTo(name);
    }

    @Test
    void fourKilobytesFitAndNoMore() {
        String most = "{\"a\":\"" + "x".repeat(4096 - 8) + "\"}";
        assertThat(Labels.in(Headers.of(METADATA, most)).metadata()).contains(most);
        refused(Headers.of(METADATA, most.replace("\"}", "x\"}")));
    }

    @Test
    void oneFieldAndNoMore() {
        refused(Headers.of(METADATA, "{}", METADATA, "{}"));
    }

    @Test
    void otherCharactersThanAsciiAreWrittenAsEscapes() {
        refused(Headers.of(METADATA, "{\"a\":\"ü\"}"));
        assertThat(Labels.in(Headers.of(METADATA, "{\"a\":\"\\u00fc\"}")).metadata())
                .isPresent();
    }

    @Test
    void metadataWeighs() {
        List<TelemetryRecord> kept = new ArrayList<>();
        try (Recorder recorder = new Recorder(true, call -> {}, kept::add)) {
            for (String metadata : List.of("{\"a\":\"\"}", "{\"a\":\"" + "x".repeat(4000) + "\"}")) {
                Recording recording = recorder.begin("openai-chat");
                Labels said = Labels.in(Headers.of(METADATA, metadata));
                recording.from(Caller.inProcess(), Optional.empty(), Optional.empty(), said);
                recording.answered(Answer::empty);
            }
        }
        assertThat(kept.get(1).weight() - kept.get(0).weight()).isGreaterThanOrEqualTo(4000);
    }

    @Test
    void nestedTooDeep() {
        refused(Headers.of(METADATA, "{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}"));
    }

    private static void refused(Headers headers) {
        assertThatThrownBy(() -> Labels.in(headers)).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.error().status()).isEqualTo(400);
            assertThat(refused.error().param()).contains("X-Throughline-Metadata");
        });
    }
}
