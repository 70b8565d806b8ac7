package io.throughline.dialect;

import static io.throughline.dialect.Reading.stream;
import static io.throughline.dialect.Reading.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.throughline.dialect.ModelError.Kind;
import io.throughline.dialect.registry.Dialects;
import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors, as providers tell them and as callers are told. */
class ErrorShapesTest {
    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(
                        401,
                        "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}",
                        Kind.AUTHENTICATION,
                        "m",
                        "invalid_api_key"),
                arguments(
                        400,
                        "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}",
                        Kind.CONTEXT_OVERFLOW,
                        "m",
                        "context_length_exceeded"),
                arguments(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"m\",\"type\":\"exceed_context_size_error\"}}",
                        Kind.CONTEXT_OVERFLOW,
                        "m",
                        "400"),
                arguments(
                        429,
                        "{\"error\":{\"message\":\"m\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
                        Kind.QUOTA,
                        "m",
                        "insufficient_quota"),
                arguments(
                        402,
                        "{\"error\":{\"message\":\"m\",\"type\":\"unknown_error\",\"code\":\"invalid_request_error\"}}",
                        Kind.QUOTA,
                        "m",
                        "invalid_request_error"),
                arguments(
                        429,
                        "{\"error\":{\"message\":\"retry in 403 ms\",\"code\":\"429\"}}",
                        Kind.RATE_LIMIT,
                        "retry in 403 ms",
                        "429"),
                arguments(
                        529,
                        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"},\"request_id\":\"r\"}",
                        Kind.OVERLOADED,
                        "m",
                        "overloaded_error"),
                arguments(
                        413,
                        "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"m\"}}",
                        Kind.TOO_LARGE,
                        "m",
                        "request_too_large"),
                arguments(
                        404,
                        "{\"code\":\"Some requested entity was not found\",\"error\":\"m\"}",
                        Kind.NOT_FOUND,
                        "m",
                        "Some requested entity was not found"),
                arguments(
                        400,
                        "{\"object\":\"error\",\"message\":\"m\",\"type\":\"invalid_request_invalid_args\",\"code\":\"3051\",\"raw_status_code\":400}",
                        Kind.INVALID_REQUEST,
                        "m",
                        "3051"),
                arguments(401, "{\"detail\":\"m\"}", Kind.AUTHENTICATION, "m", null),
                arguments(
                        422,
                        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"x\"}]}",
                        Kind.INVALID_REQUEST,
                        "[{\"loc\":[\"body\"],\"msg\":\"x\"}]",
                        null),
                arguments(403, "{\"Message\":\"m\"}", Kind.PERMISSION, "m", null),
                arguments(
                        429,
                        "[{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}]",
                        Kind.RATE_LIMIT,
                        "m",
                        "429"),
                arguments(
                        502,
                        "{\"error\":{\"message\":\"Provider returned error\",\"code\":502,\"metadata\":{\"provider_name\":\"X\",\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"inner\\\"}}\"}}}",
                        Kind.UPSTREAM,
                        "Provider returned error: inner",
                        "502"),
                arguments(
                        502,
                        "<html>\n<title>502 Bad Gateway</title></html>",
                        Kind.UPSTREAM,
                        "<html><title>502 Bad Gateway</title></html>",
                        null),
                arguments(503, "", Kind.OVERLOADED, "The provider gave no message.", null),
                arguments(504, "upstream timed out", Kind.TIMEOUT, "upstream timed out", null),
                arguments(418, "{\"error\":{}}", Kind.INVALID_REQUEST, "{\"error\":{}}", null),
                arguments(
                        500,
                        "{\"error\":{\"message\":{\"a\":1}}}",
                        Kind.UPSTREAM,
                        "{\"error\":{\"message\":{\"a\":1}}}",
                        null));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void readsWhatProvidersSay(int status, String body, Kind kind, String message, String code) {
        for (Dialect dialect : Dialects.all()) {
            Answer answer = whole(dialect, status, body);
            ModelError error = answer.error().orElseThrow();
            assertThat(error.kind()).isEqualTo(kind);
            assertThat(error.status()).isEqualTo(status);
            assertThat(error.message()).isEqualTo(message);
            assertThat(error.code().orElse(null)).isEqualTo(code);
            assertThat(answer.choices()).isEmpty();
        }
    }

    @Test
    void anErrorInsideAGoodStatusIsAnError() {
        ModelError error = whole(
                        Dialects.CHAT,
                        200,
                        "{\"error\":{\"code\":503,\"message\":\"m\",\"metadata\":{}},\"user_id\":\"u\"}")
                .error()
                .orElseThrow();
        assertThat(error.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(error.status()).isEqualTo(503);
    }

    @Test
    void anErrorOfAChoiceIsAnError() {
        Answer answer = whole(
                Dialects.CHAT,
                200,
                "{\"id\":\"i\",\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"m\"}}]}");
        assertThat(answer.error().orElseThrow().status()).isEqualTo(502);
        assertThat(answer.choices().get(0).finishReason()).contains(FinishReason.ERROR);
        assertThat(answer.choices().get(0).text()).isEqualTo("a");
    }

    @ParameterizedTest
    @MethodSource("streamErrors")
    void anErrorInMidStreamIsAnErrorAndEndsIt(String event, int status) {
        StreamReader reader = stream(Dialects.CHAT, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}", event);
        assertThat(reader.ended()).isTrue();
        ModelError error = reader.answer().error().orElseThrow();
        assertThat(error.message()).isEqualTo("m");
        assertThat(error.status()).isEqualTo(status);
        assertThat(reader.answer().choices().get(0).text()).isEqualTo("a");
    }

    static Stream<Arguments> streamErrors() {
        return Stream.of(
                arguments(
                        "error|{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\",\"status_code\":400}}",
                        400),
                arguments(
                        "{\"id\":\"x\",\"error\":{\"code\":429,\"message\":\"m\"},\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}",
                        429),
                arguments("{\"error\":\"m\"}", 502),
                arguments("error|{\"message\":\"m\"}", 502),
                arguments("{\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"code\":400}", 400));
    }

    @Test
    void whatIsNoAnswerIsAnError() {
        for (Dialect dialect : Dialects.all()) {
            for (String body : new String[] {"", "<html>hi</html>", "[]", "7", "{}", "{\"foo\":1}", "{\"id\":\"x\""}) {
                assertThat(whole(dialect, 200, body).error())
                        .as("%s %s", dialect.name(), body)
                        .isPresent();
            }
        }
        assertThat(whole(Dialects.CHAT, 200, "<html>hi</html>")
                        .error()
                        .orElseThrow()
                        .message())
                .contains("<html>hi</html>");
        assertThat(whole(Dialects.CHAT, 200, "{\"id\":\"x\",\"choices\":[{\"message\":{\"content\":\"private")
                        .error()
                        .orElseThrow()
                        .message())
                .doesNotContain("private");
    }

    @Test
    void keysAreTakenOutOfMessages() {
        for (String message : new String[] {
            "Incorrect API key provided: sk-proj-abcdefgh12345678. You can find",
            "Incorrect API key provided: invalid-key. You can find",
            "bad key gsk_abcdefghijklmnop in header"
        }) {
            String read = whole(Dialects.CHAT, 401, "{\"error\":{\"message\":\"" + message + "\"}}")
                    .error()
                    .orElseThrow()
                    .message();
            assertThat(read).contains("[redacted]").doesNotContain("abcdefgh").doesNotContain("invalid-key");
        }
    }

    @Test
    void longMessagesAreCut() {
        String body = "{\"error\":{\"message\":\"" + "a b ".repeat(10_000) + "\"}}";
        assertThat(whole(Dialects.CHAT, 400, body).error().orElseThrow().message())
                .hasSizeLessThan(5000);
    }

    @Test
    void writesOpenAisShape() {
        ModelError error = ModelError.of(Kind.NOT_FOUND, "no \"x\"\n").at("model");
        String json =
                "{\"error\":{\"message\":\"no \\\"x\\\"\\n\",\"type\":\"invalid_request_error\",\"param\":\"model\",\"code\":\"model_not_found\"}}";
        assertThat(utf8(Dialects.CHAT.error(error))).isEqualTo(json);
        assertThat(utf8(Dialects.EMBEDDINGS.error(error))).isEqualTo(json);
        assertThat(utf8(Dialects.RESPONSES.error(error))).isEqualTo(json);
        assertThat(utf8(Dialects.CHAT.errorEvent(error))).isEqualTo("data: " + json + "\n\n");
        assertThat(utf8(Dialects.RESPONSES.errorEvent(error)))
                .isEqualTo(
                        "event: error\ndata: {\"type\":\"error\",\"code\":\"model_not_found\",\"message\":\"no \\\"x\\\"\\n\",\"param\":\"model\"}\n\n");
    }

    @Test
    void writesAnthropicsShape() {
        ModelError error = ModelError.of(Kind.OVERLOADED, "m");
        String json = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}";
        assertThat(utf8(Dialects.MESSAGES.error(error))).isEqualTo(json);
        assertThat(utf8(Dialects.COUNT_TOKENS.error(error))).isEqualTo(json);
        assertThat(utf8(Dialects.MESSAGES.errorEvent(error))).isEqualTo("event: error\ndata: " + json + "\n\n");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsWrittenCanBeReadAgain(Kind kind) {
        List<Dialect> spoken = List.of(
                Dialects.CHAT, Dialects.RESPONSES, Dialects.EMBEDDINGS, Dialects.MESSAGES, Dialects.COUNT_TOKENS);
        for (Dialect dialect : spoken) {
            ModelError written = ModelError.of(kind, "m").coded("c");
            ModelError whole = dialect.read(kind.status(), dialect.error(written), UsageConvention.STANDARD)
                    .error()
                    .orElseThrow();
            assertThat(whole.message()).isEqualTo("m");
            assertThat(whole.status()).isEqualTo(kind.status());
            StreamReader reader = dialect.stream(UsageConvention.STANDARD);
            new SseReader(1000, reader::event).feed(ByteBuffer.wrap(dialect.errorEvent(written)));
            assertThat(reader.answer().error().orElseThrow().message()).isEqualTo("m");
        }
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
