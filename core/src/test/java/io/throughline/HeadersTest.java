package io.throughline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Header fields keep their spelling and order, and are found whatever the case. */
class HeadersTest {
    private final Headers headers = Headers.of("Accept", "a", "X-Key", "secret", "accept", "b");

    @Test
    void namesAreFoundInAnyCase() {
        assertThat(headers.first("ACCEPT")).contains("a");
        assertThat(headers.all("accept")).containsExactly("a", "b");
        assertThat(headers.contains("x-none")).isFalse();
    }

    @Test
    void settingPutsOneInThePlaceOfAll() {
        assertThat(headers.with("accept", "c").all("Accept")).containsExactly("c");
        assertThat(headers.all("Accept")).containsExactly("a", "b");
    }

    @Test
    void leavingOutTakesAllOfAName() {
        assertThat(headers.without("ACCEPT").names()).containsExactly("x-key");
        assertThat(headers.keep("accept"::equals).all("accept")).containsExactly("a", "b");
    }

    @Test
    void valuesAreNeverShown() {
        assertThat(headers.toString()).doesNotContain("secret").contains("x-key");
        assertThat(Secret.of("secret").toString()).doesNotContain("secret");
        assertThat(new ProxyRequest(
                                "GET", java.net.URI.create("/a?key=secret"), headers, Body.empty(), Attributes.none())
                        .toString())
                .isEqualTo("GET /a");
    }
}
