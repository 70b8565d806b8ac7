package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.throughline.wire.RequestScan.Fault;
import io.throughline.wire.RequestScan.Routable;
import io.throughline.wire.RequestScan.Unroutable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in a request's body, and what a caller is told where it is wrong. */
class RequestScanTest {
    @Test
    void findsTheFieldsWhereverTheyStand() {
        Routable found = routable("""
                {"messages":[{"model":"inner","content":"é\\"🎉","stream":true}],"stream":true,
                 "model":"gpt-5","previous_response_id":"resp_1","tools":[{"previous_response_id":"x"}]}""");
        assertThat(found.model()).isEqualTo("gpt-5");
        assertThat(found.stream()).contains(true);
        assertThat(found.previousResponseId()).contains("resp_1");
    }

    @Test
    void takesNullAndOtherTypesForMissing() {
        Routable found = routable("{\"model\":\"m\",\"stream\":null,\"previous_response_id\":7}");
        assertThat(found.stream()).isEmpty();
        assertThat(found.previousResponseId()).isEmpty();
    }

    @Test
    void theLastOfRepeatedFieldsCounts() {
        Routable found =
                routable("{\"model\":\"a\",\"stream\":true,\"model\":\"b\",\"stream\":false,\"m\\u006fdel\":\"c\"}");
        assertThat(found.model()).isEqualTo("c");
        assertThat(found.stream()).contains(false);
        assertThat(found.modelPlaces()).hasSize(3);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("", Fault.NOT_JSON, "empty"),
                arguments("  \n ", Fault.NOT_JSON, "empty"),
                arguments("hello", Fault.NOT_JSON, "line 1, column"),
                arguments("{\"model\":\"m\",\n \"a\":}", Fault.NOT_JSON, "line 2, column 6"),
                arguments("{\"model\":\"m\"", Fault.NOT_JSON, "ends too early"),
                arguments("{\"model\":\"m", Fault.NOT_JSON, "ends too early"),
                arguments("{\"model\":\"m\"} {}", Fault.NOT_JSON, "something follows"),
                arguments("{'model':'m'}", Fault.NOT_JSON, "line 1"),
                arguments("{\"model\":\"m\",\"a\":01}", Fault.NOT_JSON, "line 1"),
                arguments("[]", Fault.NOT_AN_OBJECT, "must be a JSON object"),
                arguments("\"model\"", Fault.NOT_AN_OBJECT, "must be a JSON object"),
                arguments("42", Fault.NOT_AN_OBJECT, "must be a JSON object"),
                arguments("null", Fault.NOT_AN_OBJECT, "must be a JSON object"),
                arguments("{}", Fault.MODEL_MISSING, "'model' is missing"),
                arguments("{\"a\":{\"model\":\"m\"}}", Fault.MODEL_MISSING, "'model' is missing"),
                arguments("{\"model\":7}", Fault.MODEL_NOT_A_STRING, "must be a string"),
                arguments("{\"model\":null}", Fault.MODEL_NOT_A_STRING, "must be a string"),
                arguments("{\"model\":{\"a\":[1]}}", Fault.MODEL_NOT_A_STRING, "must be a string"),
                arguments("{\"model\":\"m\",\"model\":[]}", Fault.MODEL_NOT_A_STRING, "must be a string"),
                arguments("{\"model\":\" \"}", Fault.MODEL_NOT_A_STRING, "must not be empty"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatIsWrong(String body, Fault fault, String words) {
        Unroutable told = (Unroutable) RequestScan.of(body.getBytes(StandardCharsets.UTF_8));
        assertThat(told.fault()).isEqualTo(fault);
        assertThat(told.message()).contains(words);
        boolean ofModel = fault == Fault.MODEL_MISSING || fault == Fault.MODEL_NOT_A_STRING;
        assertThat(told.field()).isEqualTo(ofModel ? Optional.of("model") : Optional.empty());
    }

    @Test
    void readsUtf8Only() {
        RequestScan told = RequestScan.of("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_16LE));
        assertThat(told)
                .isInstanceOfSatisfying(
                        Unroutable.class, it -> assertThat(it.fault()).isEqualTo(Fault.NOT_JSON));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 511, 512})
    void takesBodiesAsDeepAsIsAllowed(int depth) {
        assertThat(RequestScan.of(nested(depth))).isInstanceOf(Routable.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {513, 100_000})
    void refusesDeeperOnes(int depth) {
        Unroutable told = (Unroutable) RequestScan.of(nested(depth));
        assertThat(told.fault()).isEqualTo(Fault.TOO_DEEP);
        assertThat(told.message()).contains("512");
    }

    @Test
    void refusesDeepBodiesThatAreNoObjects() {
        Unroutable told = (Unroutable) RequestScan.of("[[[1]]]".getBytes(StandardCharsets.UTF_8), 2);
        assertThat(told.fault()).isEqualTo(Fault.TOO_DEEP);
    }

    @Test
    void takesStringsOfManyMegabytes() {
        String body = "{\"image\":\"" + "A".repeat(30_000_000) + "\",\"model\":\"m\"}";
        assertThat(routable(body).model()).isEqualTo("m");
    }

    @Test
    void neverEchoesTheBody() {
        Unroutable told = (Unroutable) RequestScan.of("{\"key\": secretvalue}".getBytes(StandardCharsets.UTF_8));
        assertThat(told.message()).doesNotContain("secret");
    }

    private static byte[] nested(int depth) {
        String body = "{\"model\":\"m\",\"a\":" + "[".repeat(depth - 1) + "1" + "]".repeat(depth - 1) + "}";
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static Routable routable(String body) {
        return (Routable) RequestScan.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
