package io.throughline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Headers;
import io.throughline.Secret;
import io.throughline.dialect.UsageConvention;
import io.throughline.provider.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may pass passes as it is; what may not never does, whatever the configuration says. */
class HeaderHygieneTest {
    @Test
    void passesTheProtocolsOwnFieldsAndNoOthers() {
        Headers inbound = Headers.of(
                "Content-Type", "application/json",
                "Accept", "*/*",
                "User-Agent", "sdk/1",
                "OpenAI-Beta", "assistants=v2",
                "OpenAI-Organization", "org",
                "OpenAI-Project", "p",
                "Idempotency-Key", "k",
                "anthropic-beta", "a",
                "anthropic-beta", "b",
                "X-Custom", "no",
                "Content-Length", "5",
                "Accept-Language", "de");
        assertThat(lines(HeaderHygiene.outbound(inbound, provider(Provider.Family.OPENAI))))
                .containsExactly(
                        "Content-Type: application/json",
                        "Accept: */*",
                        "User-Agent: sdk/1",
                        "OpenAI-Beta: assistants=v2",
                        "OpenAI-Organization: org",
                        "OpenAI-Project: p",
                        "Idempotency-Key: k",
                        "anthropic-beta: a",
                        "anthropic-beta: b");
    }

    @Test
    void passesWhatAProviderIsConfiguredToGet() {
        Headers inbound = Headers.of("X-Custom", "yes", "x-stainless-lang", "java", "x-other", "no");
        assertThat(lines(HeaderHygiene.outbound(
                        inbound, provider(Provider.Family.OPENAI, "x-custom", "x-stainless-lang"))))
                .containsExactly("X-Custom: yes", "x-stainless-lang: java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "X-Api-Key",
                "API-Key",
                "x-goog-api-key",
                "Cookie",
                "Cookie2",
                "Proxy-Authorization",
                "Connection",
                "Keep-Alive",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Host",
                "Content-Length",
                "Expect",
                "X-Throughline-Tags",
                "X-Throughline-Anything",
                "X-Forwarded-For",
                "X-Forwarded-Whatever",
                "Forwarded",
                "X-Trace-ID",
                "X-Thread-ID"
            })
    void neverPassesCredentialsCookiesAndTheConnectionsOwn(String name) {
        Provider willing = provider(Provider.Family.OPENAI, name.toLowerCase(java.util.Locale.ROOT));
        assertThat(lines(HeaderHygiene.outbound(Headers.of(name, "close"), willing)))
                .isEmpty();
    }

    @Test
    void neverPassesWhatConnectionNames() {
        Headers inbound = Headers.of(
                "Connection",
                "close, X-Hop",
                "connection",
                "OpenAI-Beta",
                "x-hop",
                "1",
                "OpenAI-Beta",
                "1",
                "Accept",
                "a");
        assertThat(lines(HeaderHygiene.outbound(inbound, provider(Provider.Family.OPENAI, "x-hop"))))
                .containsExactly("Accept: a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | gzip, deflate, br",
                "gzip;q=0.5, *;q=0.1, BR ; q=1.0 | gzip;q=0.5, BR ; q=1.0",
                "identity;q=0 | identity;q=0",
                "zstd | identity",
                "* | identity",
                "'' | identity"
            })
    void offersOnlyCodingsThatCanBeReadAgain(String offered, String passed) {
        assertThat(lines(HeaderHygiene.outbound(
                        Headers.of("accept-encoding", offered), provider(Provider.Family.OPENAI))))
                .containsExactly("Accept-Encoding: " + passed);
        assertThat(HeaderHygiene.outbound(Headers.none(), provider(Provider.Family.OPENAI))
                        .contains("accept-encoding"))
                .isFalse();
    }

    @Test
    void namesAnthropicsVersionWhenTheClientDidNot() {
        Provider anthropic = provider(Provider.Family.ANTHROPIC);
        assertThat(HeaderHygiene.outbound(Headers.none(), anthropic).all("anthropic-version"))
                .containsExactly("2023-06-01");
        assertThat(HeaderHygiene.outbound(Headers.of("Anthropic-Version", "2099-01-01"), anthropic)
                        .all("anthropic-version"))
                .containsExactly("2099-01-01");
        assertThat(HeaderHygiene.outbound(Headers.none(), provider(Provider.Family.OPENAI))
                        .contains("anthropic-version"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"BEARER,authorization,Bearer sk-1", "X_API_KEY,x-api-key,sk-1", "API_KEY,api-key,sk-1"})
    void sendsTheProvidersCredentialAlone(Provider.Auth auth, String name, String value) {
        Headers outbound = Headers.of("authorization", "a", "X-API-Key", "b", "api-key", "c", "accept", "d");
        assertThat(HeaderHygiene.withCredential(outbound, auth, Secret.of("sk-1"))
                        .toMap())
                .isEqualTo(Map.of("accept", List.of("d"), name, List.of(value)));
    }

    @Test
    void sendsNoCredentialWhereNoneIsNeeded() {
        assertThat(HeaderHygiene.withCredential(Headers.of("authorization", "a"), Provider.Auth.NONE, Secret.of("sk-1"))
                        .names())
                .isEmpty();
    }

    @Test
    void passesAProvidersFieldsInOrder() {
        Headers upstream = Headers.of(
                "Content-Type", "text/event-stream",
                "Content-Length", "5",
                "content-encoding", "gzip",
                "Retry-After", "3",
                "x-ratelimit-remaining-requests", "1",
                "anthropic-ratelimit-tokens-remaining", "2",
                "x-request-id", "r1",
                "request-id", "r2",
                "openai-processing-ms", "5",
                "openai-version", "2020-10-01",
                "Vary", "a",
                "vary", "b");
        assertThat(HeaderHygiene.downstream(upstream)).isEqualTo(upstream);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Set-Cookie",
                "Set-Cookie2",
                "OpenAI-Organization",
                "openai-project",
                "anthropic-organization-id",
                "anthropic-project-id",
                "anthropic-workspace-id",
                "Alt-Svc",
                "Strict-Transport-Security",
                "X-Trace-ID",
                "X-Thread-ID",
                "X-Throughline-Call-Id"
            })
    void neverPassesAProvidersAccountCookiesAndConnection(String name) {
        assertThat(lines(HeaderHygiene.downstream(Headers.of("a", "1", name, "x", "b", "2"))))
                .containsExactly("a: 1", "b: 2");
    }

    @Test
    void neverPassesWhatAProvidersConnectionNames() {
        assertThat(lines(HeaderHygiene.downstream(Headers.of("x-hop", "1", "Connection", " X-HOP ,close", "a", "1"))))
                .containsExactly("a: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx: 1", "a\nb", "a\rb", "a\0b"})
    void refusesValuesThatWouldBecomeHeaders(String value) {
        assertThatThrownBy(() -> HeaderHygiene.outbound(Headers.of("Accept", value), provider(Provider.Family.OPENAI)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(value);
        assertThatThrownBy(() -> HeaderHygiene.outbound(
                        Headers.of("Accept-Encoding", "gzip;" + value), provider(Provider.Family.OPENAI)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HeaderHygiene.withCredential(Headers.none(), Provider.Auth.BEARER, Secret.of(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(value);
        assertThat(lines(HeaderHygiene.downstream(Headers.of("x", value, "y", "1"))))
                .containsExactly("y: 1");
    }

    private static Provider provider(Provider.Family family, String... forward) {
        return new Provider(
                "p",
                family,
                family.dialects(),
                URI.create("https://provider.invalid/v1"),
                Provider.Auth.BEARER,
                List.of(),
                List.of(),
                Map.of(),
                Set.of(forward),
                UsageConvention.values()[0],
                Provider.Protocol.HTTP_1_1,
                Optional.empty());
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        return lines;
    }
}
