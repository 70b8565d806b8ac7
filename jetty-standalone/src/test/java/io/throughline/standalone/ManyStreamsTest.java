package io.throughline.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two thousand slow streams at once take a few dozen threads, and every byte of each arrives. */
class ManyStreamsTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyStreamsTest.class);
    private static final int STREAMS = 2_000;
    private static final int TOKENS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aFewThreadsCarryThemAll() throws Exception {
        try (RunningServer server = RunningServer.with("trace: {signatures: off}");
                Selector selector = Selector.open()) {
            long threads = Thread.getAllStackTraces().size();
            for (int i = 0; i < STREAMS; i++) {
                open(selector, server.uri().getPort());
            }
            long most = 0;
            long heap = 0;
            int begun = 0;
            int ended = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ended < STREAMS && System.nanoTime() < deadline) {
                selector.select(200);
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    Stream stream = (Stream) keys.next().attachment();
                    begun += stream.text.isEmpty() ? 1 : 0;
                    ended += stream.readable() ? 1 : 0;
                    keys.remove();
                }
                most = Math.max(most, Thread.getAllStackTraces().size());
                if (heap == 0 && begun == STREAMS) {
                    assertThat(ended).as("streams over before all had begun").isLessThan(STREAMS / 2);
                    heap = heapAfterGc();
                }
            }
            LOG.info("{} streams open, {} threads more, {} MB of heap after GC", STREAMS, most - threads, heap);
            assertThat(ended).isEqualTo(STREAMS);
            for (SelectionKey key : selector.keys()) {
                ((Stream) key.attachment()).isWhole();
                key.channel().close();
            }
            assertThat(most - threads).as("threads more").isLessThan(48);
            assertThat(heap).as("MB of heap with all streams open").isBetween(1L, 300L);
        }
    }

    private static long heapAfterGc() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    private static void open(Selector selector, int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        String body = "{\"model\":\"echo/echo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"[[echo tokens=" + TOKENS + " pace=200ms]]\"}]}";
        channel.write(ByteBuffer.wrap(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Stream(channel));
    }

    private static final class Stream {
        private final SocketChannel channel;
        private final StringBuilder text = new StringBuilder();
        private final ByteBuffer buffer = ByteBuffer.allocate(4096);
        private boolean over;

        private Stream(SocketChannel channel) {
            this.channel = channel;
        }

        /** Reads what there is. Returns whether the stream has ended by that. */
        private boolean readable() throws IOException {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("a stream was cut: " + text);
            }
            text.append(UTF_8.decode(buffer.flip()));
            boolean ends = !over && text.indexOf("\r\n0\r\n\r\n") > 0;
            over |= ends;
            return ends;
        }

        private void isWhole() {
            assertThat(text).startsWith("HTTP/1.1 200").contains("data: [DONE]");
            // a chunk for the role, one a token, one for the end
            assertThat(text.toString().split("\"chat.completion.chunk\"", -1).length - 1)
                    .isEqualTo(TOKENS + 2);
        }
    }
}
