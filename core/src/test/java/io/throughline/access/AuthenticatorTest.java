package io.throughline.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Headers;
import io.throughline.Peer;
import io.throughline.Secret;
import io.throughline.dialect.ModelError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, by which credential, and who is let in with none. */
class AuthenticatorTest {
    private static final CallerKey SHOP = key("shop", "sk-shop", "acme");
    private static final CallerKey LAB = key("lab", "sk-lab", "other");
    private static final Optional<Peer> HERE = peer("127.0.0.1");
    private static final Optional<Peer> ELSEWHERE = peer("192.0.2.7");

    private final Authenticator withKeys = new Authenticator(List.of(SHOP, LAB));
    private final Authenticator withNone = new Authenticator(List.of());

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer sk-shop",
        "authorization, bearer  sk-shop",
        "x-api-key, sk-shop",
        "X-Api-Key, sk-shop",
        "api-key, sk-shop"
    })
    void takesTheKeyFromAnyOfItsHeaders(String name, String value) {
        assertThat(withKeys.authenticate(Headers.of(name, value), ELSEWHERE))
                .isInstanceOfSatisfying(Authenticator.Admitted.class, admitted -> {
                    assertThat(admitted.caller().key()).contains("shop");
                    assertThat(admitted.caller().tenant()).isEqualTo("acme");
                });
    }

    @Test
    void theFirstCredentialCountsAloneWhateverStandsBehindIt() {
        Headers headers = Headers.of("x-api-key", "sk-lab", "authorization", "Bearer wrong");
        assertThat(withKeys.authenticate(headers, HERE)).satisfies(AuthenticatorTest::isDenied);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer sk-sho", "Bearer sk-shop2", "Bearer SK-SHOP", "Basic c2stc2hvcA==", "sk-shop", "Bearer "
            })
    void refusesWhatIsNoKnownKey(String authorization) {
        assertThat(withKeys.authenticate(Headers.of("authorization", authorization), HERE))
                .satisfies(AuthenticatorTest::isDenied);
    }

    @Test
    void doesNotSayTheKeyThatWasShown() {
        Authenticator.Result result = withKeys.authenticate(Headers.of("x-api-key", "sk-very-secret"), HERE);
        assertThat(result.toString()).doesNotContain("very-secret");
    }

    @Test
    void aKeyIsNeededOnThisMachineTooOnceThereAreKeys() {
        assertThat(withKeys.authenticate(Headers.none(), HERE)).satisfies(AuthenticatorTest::isDenied);
    }

    @Test
    void withNoKeysAnyoneOnThisMachineMayCall() {
        Headers sdk = Headers.of("authorization", "Bearer anything", "host", "localhost:8080");
        assertThat(withNone.authenticate(sdk, HERE)).isInstanceOf(Authenticator.Admitted.class);
        assertThat(withNone.authenticate(Headers.none(), peer("::1"))).isInstanceOf(Authenticator.Admitted.class);
        assertThat(withNone.authenticate(Headers.none(), Optional.empty())).isInstanceOf(Authenticator.Admitted.class);
    }

    @Test
    void withNoKeysNobodyFromElsewhereMayCall() {
        assertThat(withNone.authenticate(Headers.none(), ELSEWHERE)).satisfies(AuthenticatorTest::isDenied);
    }

    @ParameterizedTest
    @CsvSource({"X-Forwarded-For, 203.0.113.9", "Forwarded, for=203.0.113.9", "X-Real-IP, 203.0.113.9"})
    void withNoKeysAProxyOnThisMachineDoesNotMakeItsCallersLocal(String name, String value) {
        assertThat(withNone.authenticate(Headers.of(name, value), HERE)).satisfies(AuthenticatorTest::isDenied);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, localhost:8080",
        "null, localhost:8080",
        "http://localhost.evil.example, localhost:8080",
        "http://localhost:3000, rebound.evil.example:8080"
    })
    void withNoKeysAPageOfElsewhereInALocalBrowserMayNotCall(String origin, String host) {
        assertThat(withNone.authenticate(Headers.of("origin", origin, "host", host), HERE))
                .isInstanceOfSatisfying(
                        Authenticator.Denied.class,
                        denied -> assertThat(denied.error().kind()).isEqualTo(ModelError.Kind.PERMISSION));
    }

    @Test
    void withNoKeysAPageOfThisMachineMay() {
        Headers headers = Headers.of("origin", "http://localhost:3000", "host", "127.0.0.1:8080");
        assertThat(withNone.authenticate(headers, HERE)).isInstanceOf(Authenticator.Admitted.class);
    }

    private static void isDenied(Authenticator.Result result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Authenticator.Denied.class,
                        denied -> assertThat(denied.error().status()).isEqualTo(401));
    }

    private static CallerKey key(String name, String secret, String tenant) {
        return new CallerKey(name, Secret.of(secret).sha256(), tenant, "production", Set.of("llm"), List.of());
    }

    private static Optional<Peer> peer(String address) {
        try {
            return Optional.of(new Peer(InetAddress.getByName(address), false));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
