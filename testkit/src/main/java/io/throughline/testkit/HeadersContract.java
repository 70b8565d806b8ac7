package io.throughline.testkit;

import static io.throughline.testkit.Calls.CHAT;
import static io.throughline.testkit.Calls.UNARY;
import static io.throughline.testkit.Calls.completion;
import static io.throughline.testkit.Calls.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What belongs to one connection stays there: client and provider each have one of their own. */
interface HeadersContract extends Mounted {
    @Test
    default void whatBelongsToTheProvidersConnectionStaysThere() throws Exception {
        provider()
                .answer(json().header("date", "Sat, 21 Nov 2026 00:00:00 GMT")
                        .header("connection", "x-hop")
                        .header("x-hop", "1")
                        .header("keep-alive", "timeout=5")
                        .chunked()
                        .write(completion("hello")));
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY);
            WireClient.Head head = client.head();
            client.body();

            assertThat(head.header("x-hop")).isEmpty();
            assertThat(head.headers("keep-alive")).doesNotContain("timeout=5");
            assertThat(head.headers("transfer-encoding")).hasSizeLessThan(2);
            assertThat(head.headers("date")).hasSizeLessThan(2);
            assertThat(head.headers("content-type")).containsExactly("application/json");
        }
    }

    @Test
    default void whatBelongsToTheClientsConnectionStaysThere() throws Exception {
        provider().answer(json().sized("{}"));
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY, "Connection: keep-alive, X-Mine", "X-Mine: 1", "TE: trailers");
            client.head();
            ReceivedRequest outbound = provider().awaitExchange(SOON).request();

            assertThat(outbound.header("x-mine")).isEmpty();
            assertThat(outbound.header("te")).isEmpty();
            assertThat(outbound.headers("host"))
                    .containsExactly("127.0.0.1:" + provider().port());
        }
    }

    @Test
    default void theProviderGetsItsOwnKeyAndNotTheClients() throws Exception {
        provider().answer(json().sized("{}"));
        try (WireClient client = WireClient.connect(base())) {
            client.post(CHAT, UNARY, "Authorization: Bearer anything", "X-Api-Key: anything");
            client.head();
            ReceivedRequest outbound = provider().awaitExchange(SOON).request();

            assertThat(outbound.headers("authorization")).containsExactly("Bearer provider-key");
            assertThat(outbound.header("x-api-key")).isEmpty();
        }
    }
}
