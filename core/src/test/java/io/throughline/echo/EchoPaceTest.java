package io.throughline.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Attributes;
import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EchoPaceTest {
    private final EchoCalls calls = new EchoCalls();
    private final Reader reader = new Reader();

    @Test
    void givesOneTokenAtATimeAtThePaceOfTheModel() {
        read("echo", "hi [[echo tokens=5]]");
        reader.request(Long.MAX_VALUE);
        assertThat(reader.buffers).hasSize(2); // the beginning and the first token
        calls.timer.advance(Duration.ofMillis(14));
        assertThat(reader.buffers).hasSize(2);
        calls.timer.advance(Duration.ofMillis(1));
        assertThat(reader.buffers).hasSize(3);
        calls.timer.advance(Duration.ofMillis(30));
        assertThat(reader.buffers).hasSize(5);
        assertThat(reader.completed).isFalse();
        calls.timer.advance(Duration.ofMillis(15));
        assertThat(reader.buffers).hasSize(7); // the last token and the end
        assertThat(reader.completed).isTrue();
    }

    @Test
    void waitsForTheFirstToken() {
        read("echo-fast", "hi [[echo first=500ms tokens=5]]");
        reader.request(Long.MAX_VALUE);
        calls.timer.advance(Duration.ofMillis(499));
        assertThat(reader.buffers).isEmpty();
        calls.timer.advance(Duration.ofMillis(1));
        assertThat(reader.completed).isTrue();
    }

    @Test
    void putsSeveralTokensIntoOneEventAndKeepsThePace() {
        read("echo", "hi [[echo tokens=6 chunk=3 pace=10ms]]");
        reader.request(Long.MAX_VALUE);
        assertThat(reader.buffers).hasSize(1);
        calls.timer.advance(Duration.ofMillis(20));
        assertThat(reader.buffers).hasSize(2);
        calls.timer.advance(Duration.ofMillis(30));
        assertThat(reader.buffers).hasSize(4);
        assertThat(reader.completed).isTrue();
    }

    @Test
    void makesNothingThatWasNotAskedFor() {
        read("echo-fast", "hi [[echo tokens=50]]");
        assertThat(reader.buffers).isEmpty();
        reader.request(3);
        calls.timer.advance(Duration.ofHours(1));
        assertThat(reader.buffers).hasSize(3);
        assertThat(calls.timer.waiting()).isZero();
        reader.request(1);
        assertThat(reader.buffers).hasSize(4);
    }

    @Test
    void setsNoAlarmWhileNothingIsAskedFor() {
        read("echo-slow", "hi [[echo tokens=50]]");
        assertThat(calls.timer.waiting()).isZero();
        reader.request(2);
        assertThat(calls.timer.waiting()).isZero();
        reader.request(1);
        reader.request(1);
        assertThat(calls.timer.waiting()).isEqualTo(1);
    }

    @Test
    void stopsAtOnceWhenCancelled() {
        read("echo", "hi [[echo tokens=50]]");
        reader.request(Long.MAX_VALUE);
        calls.timer.advance(Duration.ofMillis(45));
        int before = reader.buffers.size();
        reader.cancel();
        reader.cancel();
        assertThat(calls.timer.waiting()).isZero();
        reader.request(5);
        calls.timer.advance(Duration.ofHours(1));
        assertThat(reader.buffers).hasSize(before);
        assertThat(reader.completed).isFalse();
        assertThat(reader.failure).isNull();
    }

    @Test
    void refusesDemandThatIsNone() {
        read("echo", "hi");
        reader.request(0);
        assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isReadOnce() {
        ProxyResponse response =
                calls.response(EchoCalls.CHAT, EchoCalls.request(EchoCalls.CHAT, "echo", "hi", "\"stream\":true"));
        Reader second = new Reader();
        ((Body.Push) response.body()).publisher().subscribe(reader);
        ((Body.Push) response.body()).publisher().subscribe(second);
        assertThat(second.failure).isInstanceOf(IllegalStateException.class);
        assertThat(reader.failure).isNull();
    }

    @Test
    void breaksOffWhenTheProviderIsClosed() {
        read("echo", "hi [[echo tokens=50]]");
        reader.request(Long.MAX_VALUE);
        calls.echo.close();
        calls.timer.advance(Duration.ofMillis(15));
        assertThat(reader.failure).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void takesAsLongForAWholeAnswerAsForItsTokens() {
        var response = calls.post(
                EchoCalls.CHAT, EchoCalls.request(EchoCalls.CHAT, "echo", "[[echo tokens=11 first=1s]]", ""));
        calls.timer.advance(Duration.ofMillis(1149));
        assertThat(response).isNotDone();
        calls.timer.advance(Duration.ofMillis(1));
        assertThat(response).isCompleted();
    }

    @Test
    void waitsWithTheHeaders() {
        String body = EchoCalls.request(EchoCalls.CHAT, "echo-fast", "[[echo headers=2s]]", "\"stream\":true");
        var response = calls.post(EchoCalls.CHAT, body);
        calls.timer.advance(Duration.ofMillis(1999));
        assertThat(response).isNotDone();
        calls.timer.advance(Duration.ofMillis(1));
        assertThat(response).isCompleted();
    }

    @Test
    void leavesWithTheClientBeforeTheHeaders() {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<ProxyResponse> response = calls.post(
                EchoCalls.CHAT,
                EchoCalls.request(EchoCalls.CHAT, "echo-slow", "hi", ""),
                Attributes.none().with(Cancellation.KEY, cancellation));
        assertThat(calls.timer.waiting()).isEqualTo(1);
        cancellation.cancel();
        assertThat(response).isCompletedExceptionally();
        assertThat(calls.timer.waiting()).isZero();
    }

    @Test
    void fallsSilent() {
        read("echo-fast", "hi [[echo tokens=20 stall-after=3]]");
        reader.request(Long.MAX_VALUE);
        calls.timer.advance(Duration.ofHours(1));
        assertThat(reader.buffers).hasSize(4);
        assertThat(reader.completed).isFalse();
        assertThat(reader.failure).isNull();
    }

    @Test
    void cutsTheConnection() {
        read("echo-fast", "hi [[echo tokens=20 cut-after=3]]");
        reader.request(Long.MAX_VALUE);
        assertThat(reader.buffers).hasSize(4);
        assertThat(reader.failure).isInstanceOf(IOException.class);
    }

    private void read(String model, String text) {
        String body = EchoCalls.request(EchoCalls.CHAT, model, text, "\"stream\":true");
        ((Body.Push) calls.response(EchoCalls.CHAT, body).body()).publisher().subscribe(reader);
    }
}
