package io.throughline.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LocalServerTest {
    /** Else a test that has its answer may end before the cassette has it. */
    @Test
    void whoHasABodyWholeHasItAfterItsEnd() {
        Body endsBadly = new Body.Pull(
                new SequenceInputStream(new ByteArrayInputStream(new byte[] {'o', 'k'}), new Broken()),
                OptionalLong.of(2));
        try (LocalServer server = LocalServer.start(
                request -> CompletableFuture.completedFuture(new ProxyResponse(200, Headers.none(), endsBadly)))) {
            HttpRequest request = HttpRequest.newBuilder(server.address()).build();
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("broken at its end");
        }
    }
}
