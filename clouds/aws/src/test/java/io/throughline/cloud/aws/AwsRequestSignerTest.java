package io.throughline.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.Secret;
import io.throughline.provider.RequestSigners;
import io.throughline.provider.SigningException;
import io.throughline.provider.SigningSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class AwsRequestSignerTest {
    private static final String ACCESS_KEY = "AKIDEXAMPLE";
    private static final String SECRET_KEY = "made-up-for-this-test";
    private static final URI TARGET =
            URI.create("https://bedrock-runtime.eu-west-3.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse");
    private static final SigningSettings.Aws SETTINGS =
            new SigningSettings.Aws("bedrock", Optional.empty(), Optional.empty(), Optional.empty());
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-05T12:34:56Z"), ZoneOffset.UTC);
    private static final byte[] BODY = "{\"messages\":[]}".getBytes(StandardCharsets.UTF_8);

    @Test
    void signsAsTheSpecificationSays() {
        ProxyRequest signed = sign(signer(plain()), request(TARGET, BODY));
        checkSignature(signed, BODY, "eu-west-3", SECRET_KEY);
        assertThat(signed.headers().first("authorization").orElseThrow())
                .contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,");
    }

    @Test
    void credentialsOfTheConfigurationComeFirst() throws Exception {
        SigningSettings.Aws configured = new SigningSettings.Aws(
                "bedrock",
                Optional.empty(),
                Optional.empty(),
                Optional.of(new SigningSettings.AwsKeys(
                        Secret.of("AKIDCONFIGURED"), Secret.of("another-secret"), Optional.of(Secret.of("a-token")))));
        ProxyRequest signed = signer(plain())
                .sign(request(TARGET, BODY), configured)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(signed.headers().first("authorization").orElseThrow()).contains("Credential=AKIDCONFIGURED/");
        assertThat(signed.headers().first("x-amz-security-token")).contains("a-token");
        assertThat(configured.toString()).doesNotContain("another-secret").doesNotContain("a-token");
    }

    @TestFactory
    Stream<DynamicTest> signsTheVectors() throws IOException {
        Path file = Path.of(System.getProperty("throughline.fixtures", "none")).resolve("sigv4_vectors.json");
        assumeTrue(Files.exists(file), "no vectors under the property throughline.fixtures");
        JsonNode vectors = new ObjectMapper().readTree(file.toFile()).get("vectors");
        return java.util.stream.StreamSupport.stream(vectors.spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").asText(), () -> check(vector)));
    }

    @Test
    void whatAClientSendsBesidesIsKeptAndNotSigned() {
        ProxyRequest request = request(TARGET, BODY);
        Headers more = request.headers()
                .with("X-Custom", "1")
                .with("x-amz-date", "of the client")
                .with("x-amz-security-token", "of the client");
        ProxyRequest signed = sign(signer(plain()), request.with(more));
        assertThat(signed.headers().first("x-custom")).contains("1");
        assertThat(signed.headers().all("x-amz-date")).containsExactly("20260105T123456Z");
        assertThat(signed.headers().contains("x-amz-security-token")).isFalse();
        assertThat(signed.headers().first("authorization").orElseThrow()).doesNotContain("x-custom");
        assertThat(signed.headers().first("authorization"))
                .isEqualTo(sign(signer(plain()), request).headers().first("authorization"));
    }

    @Test
    void theCallerNeverWaitsForCredentials() {
        CountDownLatch found = new CountDownLatch(1);
        AwsRequestSigner signer = signer(new FixedAccounts(plain()) {
            @Override
            public AwsCredentialsIdentity credentials(Optional<String> profile) {
                try {
                    found.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.credentials(profile);
            }
        });
        CompletableFuture<ProxyRequest> signed =
                signer.sign(request(TARGET, BODY), SETTINGS).toCompletableFuture();
        assertThat(signed).isNotDone();
        found.countDown();
        assertThat(signed.join().headers().contains("authorization")).isTrue();
    }

    @Test
    void anApiKeyNeedsNoSignature() {
        AwsRequestSigner signer = new AwsRequestSigner(
                new FixedAccounts(plain()),
                CLOCK,
                name -> "AWS_BEARER_TOKEN_BEDROCK".equals(name) ? "key" : null,
                never());
        assertThat(sign(signer, request(TARGET, BODY)).headers().first("authorization"))
                .contains("Bearer key");
        ProxyRequest withKey =
                request(TARGET, BODY).with(request(TARGET, BODY).headers().with("Authorization", "Bearer other"));
        assertThat(sign(signer, withKey)).isSameAs(withKey);
        assertThat(signer.toString()).doesNotContain("key");
    }

    @Test
    void missingCredentialsAreSaidWithoutDetails() {
        AwsRequestSigner signer = signer(new FixedAccounts(plain()) {
            @Override
            public AwsCredentialsIdentity credentials(Optional<String> profile) {
                throw new SigningException("none");
            }
        });
        assertThatThrownBy(() -> sign(signer, request(TARGET, BODY)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(SigningException.class);
    }

    @Test
    void aBodyThatIsNotInMemoryIsRefused() {
        Body stream = new Body.Pull(new ByteArrayInputStream(BODY), OptionalLong.empty());
        assertThatThrownBy(() -> sign(signer(plain()), request(TARGET, BODY).with(stream)))
                .hasCauseInstanceOf(SigningException.class);
    }

    @Test
    void isFoundByItsService() {
        assertThat(RequestSigners.load().of(SETTINGS)).isInstanceOf(AwsRequestSigner.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://bedrock-runtime.us-east-1.amazonaws.com/x,us-east-1",
        "https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/x,us-gov-west-1",
        "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/x,cn-north-1",
        "https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com/x,eu-central-1",
        "https://gateway.example.com/x,",
        "https://us-east-1.example.com/x,",
    })
    void theHostTellsTheRegion(URI target, String region) {
        assertThat(Regions.ofHost(target)).isEqualTo(Optional.ofNullable(region));
    }

    @Test
    void theEnvironmentTellsTheRegionWhereTheHostDoesNot() {
        URI target = URI.create("https://gateway.example.com/model/x/converse");
        ProxyRequest signed = sign(signer(plain()), request(target, BODY));
        checkSignature(signed, BODY, "of-the-environment", SECRET_KEY);
    }

    /** The vector proves the reference, and the reference, with the header field that the signer adds, proves the signer. */
    private static void check(JsonNode vector) {
        URI target = URI.create(vector.get("url").asText());
        byte[] body = vector.get("body").asText().getBytes(StandardCharsets.UTF_8);
        String secretKey = vector.get("secret_key").asText();
        String region = vector.get("region").asText();
        Map<String, String> headers = new LinkedHashMap<>();
        vector.get("signed_headers")
                .properties()
                .forEach(field -> headers.put(field.getKey(), field.getValue().asText()));
        String expected = headers.remove("Authorization");
        assertThat(Reference.authorization(
                        target, headers, body, region, vector.get("access_key").asText(), secretKey))
                .isEqualTo(expected);

        JsonNode token = vector.get("session_token");
        AwsCredentialsIdentity credentials = token.isNull()
                ? AwsCredentialsIdentity.create(ACCESS_KEY, secretKey)
                : AwsSessionCredentialsIdentity.create(ACCESS_KEY, secretKey, token.asText());
        ProxyRequest signed = sign(signer(credentials), request(target, body));
        assertThat(signed.headers().first("x-amz-security-token"))
                .isEqualTo(token.isNull() ? Optional.empty() : Optional.of(token.asText()));
        checkSignature(signed, body, region, secretKey);
    }

    private static void checkSignature(ProxyRequest signed, byte[] body, String region, String secretKey) {
        Headers headers = signed.headers();
        Map<String, String> told = new LinkedHashMap<>();
        headers.forEach(told::put);
        String authorization = told.remove("Authorization");
        assertThat(headers.first("x-amz-content-sha256"))
                .contains(HexFormat.of().formatHex(Reference.hash(body)));
        assertThat(authorization)
                .isEqualTo(Reference.authorization(signed.target(), told, body, region, ACCESS_KEY, secretKey));
        assertThat(headers.toString()).doesNotContain(secretKey);
    }

    private static AwsCredentialsIdentity plain() {
        return AwsCredentialsIdentity.create(ACCESS_KEY, SECRET_KEY);
    }

    private static AwsRequestSigner signer(AwsCredentialsIdentity credentials) {
        return signer(new FixedAccounts(credentials));
    }

    private static AwsRequestSigner signer(AwsAccounts accounts) {
        return new AwsRequestSigner(accounts, CLOCK, name -> null, SigningThreads.daemons());
    }

    private static ProxyRequest sign(AwsRequestSigner signer, ProxyRequest request) {
        return signer.sign(request, SETTINGS).toCompletableFuture().join();
    }

    private static ProxyRequest request(URI target, byte[] body) {
        Headers headers = Headers.of("Content-Type", "application/json");
        return new ProxyRequest("POST", target, headers, Body.of(body), Attributes.none());
    }

    private static Executor never() {
        return work -> {
            throw new AssertionError("nothing is to be signed");
        };
    }

    private static class FixedAccounts implements AwsAccounts {
        private final AwsCredentialsIdentity credentials;

        private FixedAccounts(AwsCredentialsIdentity credentials) {
            this.credentials = credentials;
        }

        @Override
        public AwsCredentialsIdentity credentials(Optional<String> profile) {
            return credentials;
        }

        @Override
        public String region(Optional<String> profile) {
            return "of-the-environment";
        }
    }
}
