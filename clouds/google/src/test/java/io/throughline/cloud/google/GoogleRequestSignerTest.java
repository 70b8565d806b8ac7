package io.throughline.cloud.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.provider.RequestSigners;
import io.throughline.provider.SigningException;
import io.throughline.provider.SigningSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleRequestSignerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI TARGET =
            URI.create("https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/g:x");
    private static final Body BODY = Body.of("{}".getBytes(UTF_8));

    @TempDir
    private Path directory;

    @Test
    void aUsersCredentialsBecomeAnAccessToken() throws Exception {
        try (TokenServer tokens = TokenServer.start(3_600).open()) {
            ProxyRequest signed = sign(new GoogleRequestSigner(), user(tokens));
            assertThat(signed.headers().toMap())
                    .containsOnlyKeys("x-custom", "authorization", "x-goog-user-project")
                    .containsEntry("authorization", List.of("Bearer token-1"))
                    .containsEntry("x-goog-user-project", List.of("billed"));
            assertThat(signed.body()).isSameAs(BODY);
            assertThat(tokens.asked()).singleElement().asString().contains("refresh_token=made-up-refresh");
        }
    }

    @Test
    void aServiceAccountSignsForItsToken() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        try (TokenServer tokens = TokenServer.start(3_600).open()) {
            ProxyRequest signed = sign(new GoogleRequestSigner(), serviceAccount(tokens, pair));
            assertThat(signed.headers().first("authorization")).contains("Bearer token-1");
            JsonNode claims = claims(tokens.asked().get(0), pair);
            assertThat(claims.path("iss").asText()).isEqualTo("robot@project.iam.gserviceaccount.com");
            assertThat(claims.path("aud").asText()).isEqualTo("https://oauth2.googleapis.com/token");
            assertThat(claims.path("scope").asText()).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        }
    }

    @Test
    void aTokenIsKeptWhileItHolds() throws Exception {
        try (TokenServer tokens = TokenServer.start(3_600).open()) {
            GoogleRequestSigner signer = new GoogleRequestSigner();
            SigningSettings settings = user(tokens);
            for (int call = 0; call < 5; call++) {
                assertThat(sign(signer, settings).headers().first("authorization"))
                        .contains("Bearer token-1");
            }
            assertThat(tokens.asked()).hasSize(1);
        }
    }

    @Test
    void aTokenThatIsAboutToExpireIsFetchedAnew() throws Exception {
        try (TokenServer tokens = TokenServer.start(1).open()) {
            GoogleRequestSigner signer = new GoogleRequestSigner();
            SigningSettings settings = user(tokens);
            assertThat(sign(signer, settings).headers().first("authorization")).contains("Bearer token-1");
            assertThat(sign(signer, settings).headers().first("authorization")).contains("Bearer token-2");
        }
    }

    @Test
    void theCallerNeverWaitsAndManyCallersAskOnce() throws Exception {
        try (TokenServer tokens = TokenServer.start(3_600)) {
            GoogleRequestSigner signer = new GoogleRequestSigner();
            SigningSettings settings = user(tokens);
            CompletableFuture<?>[] signed = new CompletableFuture<?>[20];
            for (int call = 0; call < signed.length; call++) {
                signed[call] = signer.sign(request(), settings).toCompletableFuture();
            }
            assertThat(signed).noneMatch(CompletableFuture::isDone);
            tokens.open();
            CompletableFuture.allOf(signed).join();
            assertThat(tokens.asked()).hasSize(1);
        }
    }

    @Test
    void whatHasACredentialIsLeftAsItIs() {
        GoogleRequestSigner signer = new GoogleRequestSigner(
                file -> {
                    throw new AssertionError("no credentials are needed");
                },
                Runnable::run);
        SigningSettings settings = new SigningSettings.Google(Optional.empty());
        for (String name : new String[] {"Authorization", "x-goog-api-key"}) {
            ProxyRequest keyed = request().with(Headers.of(name, "k"));
            assertThat(signer.sign(keyed, settings).toCompletableFuture().join())
                    .isSameAs(keyed);
        }
    }

    @Test
    void aRefusalIsToldWithoutSecrets() throws Exception {
        try (TokenServer tokens = TokenServer.refusing(401).open()) {
            SigningSettings settings = user(tokens);
            Throwable failure = catchThrowable(() -> sign(new GoogleRequestSigner(), settings));
            assertThat(failure)
                    .hasCauseInstanceOf(SigningException.class)
                    .hasRootCauseMessage("Google gave no access token: it answered with the status 401.");
            assertThat(trace(failure)).doesNotContain("made-up");
        }
    }

    @Test
    void afterAFailureTheNextCallAsksAgain() throws Exception {
        Path file = directory.resolve("later.json");
        SigningSettings settings = new SigningSettings.Google(Optional.of(file.toString()));
        GoogleRequestSigner signer = new GoogleRequestSigner();
        assertThat(catchThrowable(() -> sign(signer, settings)))
                .hasCauseInstanceOf(SigningException.class)
                .cause()
                .hasMessage("The file of the Google credentials can't be used.");
        try (TokenServer tokens = TokenServer.start(3_600).open()) {
            Files.writeString(file, userJson(tokens));
            assertThat(sign(signer, settings).headers().first("authorization")).contains("Bearer token-1");
        }
    }

    @Test
    void aFileThatIsNoneIsToldWithoutItsContent() throws Exception {
        for (String content : new String[] {
            "made-up",
            "{\"type\":\"authorized_user\",\"client_secret\":\"made-up\"}",
            "{\"type\":\"other\",\"private_key\":\"made-up",
            "{\"type\":\"service_account\",\"client_id\":\"1\",\"client_email\":\"a@b\",\"private_key_id\":\"1\","
                    + "\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nmade-up\\n-----END PRIVATE KEY-----\"}"
        }) {
            Path file = Files.writeString(directory.resolve("wrong.json"), content);
            SigningSettings settings = new SigningSettings.Google(Optional.of(file.toString()));
            Throwable failure = catchThrowable(() -> sign(new GoogleRequestSigner(), settings));
            assertThat(failure).hasCauseInstanceOf(SigningException.class);
            assertThat(trace(failure)).doesNotContain("made-up");
        }
    }

    @Test
    void othersSettingsAreRefused() {
        SigningSettings aws = new SigningSettings.Aws("bedrock", Optional.empty(), Optional.empty(), Optional.empty());
        GoogleRequestSigner signer = new GoogleRequestSigner();
        assertThat(signer.signs(aws)).isFalse();
        assertThat(catchThrowable(() -> sign(signer, aws))).hasCauseInstanceOf(SigningException.class);
    }

    @Test
    void isFoundByItsService() {
        assertThat(RequestSigners.load().of(new SigningSettings.Google(Optional.empty())))
                .isInstanceOf(GoogleRequestSigner.class)
                .hasToString("GoogleRequestSigner");
    }

    private SigningSettings user(TokenServer tokens) throws IOException {
        return file("user.json", userJson(tokens));
    }

    private static String userJson(TokenServer tokens) {
        return "{\"type\":\"authorized_user\",\"client_id\":\"id\",\"client_secret\":\"made-up-secret\","
                + "\"refresh_token\":\"made-up-refresh\",\"quota_project_id\":\"billed\",\"token_uri\":\""
                + tokens.uri()
                + "\"}";
    }

    private SigningSettings serviceAccount(TokenServer tokens, KeyPair pair) throws IOException {
        String key = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return file(
                "robot.json",
                JSON.writeValueAsString(Map.of(
                        "type", "service_account",
                        "project_id", "project",
                        "private_key_id", "1",
                        "private_key", key,
                        "client_email", "robot@project.iam.gserviceaccount.com",
                        "client_id", "1",
                        "token_uri", tokens.uri().toString())));
    }

    private SigningSettings file(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return new SigningSettings.Google(Optional.of(file.toString()));
    }

    /** Returns what the service account claims, after its signature was checked. */
    private static JsonNode claims(String form, KeyPair pair) throws IOException, GeneralSecurityException {
        String assertion = URLDecoder.decode(form.replaceFirst(".*assertion=([^&]+).*", "$1"), UTF_8);
        String[] pieces = assertion.split("[.]");
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(pair.getPublic());
        check.update((pieces[0] + "." + pieces[1]).getBytes(UTF_8));
        assertThat(check.verify(Base64.getUrlDecoder().decode(pieces[2]))).isTrue();
        return JSON.readTree(Base64.getUrlDecoder().decode(pieces[1]));
    }

    private static ProxyRequest sign(GoogleRequestSigner signer, SigningSettings settings) {
        return signer.sign(request(), settings).toCompletableFuture().join();
    }

    private static ProxyRequest request() {
        return new ProxyRequest("POST", TARGET, Headers.of("X-Custom", "1"), BODY, Attributes.none());
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
