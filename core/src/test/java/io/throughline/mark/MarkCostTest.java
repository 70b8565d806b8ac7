package io.throughline.mark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.throughline.Secret;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Looking for marks costs next to nothing where there are none, and hostile histories cost no more than reading them. */
class MarkCostTest {
    private static final int HISTORY = 1 << 20;

    private final InvisibleSignature signatures = new InvisibleSignature(Secret.of("a secret"));
    private final RequestCleaner cleaner = RequestCleaner.of(signatures, ToolStamp.FIELD);

    /** Returns a Chat history of so many bytes whose assistant ends each text in this way. */
    static byte[] history(int size, String end) {
        StringBuilder body = new StringBuilder("{\"model\":\"m\",\"messages\":[");
        String turn =
                "{\"role\":\"user\",\"content\":\"What’s next, \\\"please\\\"?\\n\"},{\"role\":\"assistant\",\"content\":\""
                        + "Some words of an answer, as long as answers are.\\n".repeat(20) + end + "\"},";
        while (body.length() < size) {
            body.append(turn);
        }
        return Edited.bytes(
                body.append("{\"role\":\"user\",\"content\":\"\"}]}").toString());
    }

    @Test
    void aCleanHistoryAllocatesNextToNothing() {
        byte[] body = history(HISTORY, "");
        for (int i = 0; i < 200; i++) {
            cleaner.clean("openai-chat", "acme", body);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            cleaner.clean("openai-chat", "acme", body);
        }
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 100).isLessThan(500);
    }

    @Test
    void ofManySignaturesOnlyTheNewestAreVerified() {
        String foreign = signatures.sign("another tenant", new SignedIds("run-1", "run-1"));
        byte[] body = history(HISTORY, foreign);
        CleanRequest clean = cleaner.clean("openai-chat", "acme", body);
        assertThat(clean.rejected()).isEqualTo(RequestCleaner.MOST_READ);
        assertThat(Edited.text(clean.body())).isEqualTo(Edited.text(body).replace(foreign, ""));
    }
}
