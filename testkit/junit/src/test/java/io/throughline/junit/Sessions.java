package io.throughline.junit;

import io.throughline.testkit.ScriptedProvider;
import java.lang.annotation.Annotation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Sessions and calls as tests begin them. */
final class Sessions {
    static final String KEY = "sk-proj-0123456789abcdefghij";
    static final String CHAT = """
            {"model":"m","messages":[{"role":"user","content":"%s"}],"user":"%s"}""";

    private Sessions() {}

    /** One that records calls of {@code provider}. */
    static Session recording(ScriptedProvider provider, Path file, LlmFault... faults) {
        return new Session(config(provider.uri("/v1")), spec(file, false), List.of(faults), Map.of("LAB_KEY", KEY));
    }

    /** One that answers from a file; nobody is at the provider's address. */
    static Session replaying(Path file, LlmFault... faults) {
        return new Session(config(URI.create("http://127.0.0.1:9/v1")), spec(file, true), List.of(faults), Map.of());
    }

    static HttpResponse<String> post(Session session, String body) throws Exception {
        return HttpClient.newHttpClient().send(request(session, body), HttpResponse.BodyHandlers.ofString());
    }

    static HttpRequest request(Session session, String body) {
        return HttpRequest.newBuilder(session.address().resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer any-key-of-the-client")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    static String ask(String question, String user) {
        return CHAT.formatted(question, user);
    }

    /** The faults that a method of {@code type} is annotated with. */
    static LlmFault[] faults(Class<?> type, String method) {
        return Stream.of(type.getDeclaredMethods())
                .filter(declared -> declared.getName().equals(method))
                .<Annotation>flatMap(declared -> Stream.of(declared.getAnnotationsByType(LlmFault.class)))
                .toArray(LlmFault[]::new);
    }

    private static Optional<CassetteSpec> spec(Path file, boolean replay) {
        return Optional.of(new CassetteSpec(file, VolatileFields.and(), replay));
    }

    private static TestConfig config(URI base) {
        return new TestConfig("""
                providers: {lab: {dialect: openai, base-url: "%s", api-key: "${LAB_KEY}", models: [m]}}
                prices: {models: {"lab/m": {input: 1, output: 2}}}
                """.formatted(base), "test");
    }
}
