package io.throughline.echo;

/** What OpenAI's dialects share when they refuse. */
final class OpenAiErrors {
    static final String REQUEST_ID = "x-request-id";

    private OpenAiErrors() {}

    static byte[] body(EchoError error) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeFieldName("error");
            error.openAi(json);
            json.writeEndObject();
        });
    }
}
