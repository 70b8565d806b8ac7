package io.throughline.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of a client: calls one after the other, each answer read to its end. */
final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];

    Connection(URI target) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    }

    /**
     * Makes a call.
     *
     * @param request head and body
     * @return what came
     * @throws IOException where what came is no whole answer of status 200
     */
    Answer call(byte[] request) throws IOException {
        return answer(request, 0);
    }

    /** Makes a call whose answer is a stream, and looks how long this thread waits for its core until the first byte: that is not the target's time. */
    Answer stream(byte[] request) throws IOException {
        return answer(request, Usage.queuedNanos());
    }

    private Answer answer(byte[] request, long queuedBefore) throws IOException {
        long began = System.nanoTime();
        socket.getOutputStream().write(request);
        String status = line();
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("answered with " + status);
        }
        long length = -1;
        for (String field = line(); !field.isEmpty(); field = line()) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
        }
        Body body = new Body(began);
        long queued = 0;
        if (length >= 0) {
            body.take(length);
        } else {
            int first = chunkSize();
            queued = Usage.queuedNanos() - queuedBefore;
            for (int size = first; size > 0; size = chunkSize()) {
                body.take(size);
                line();
            }
            line();
        }
        return new Answer(System.nanoTime() - began, body.first, queued, body.longestGap, body.events);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the connection ended within an answer");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    /** Returns a request's bytes. */
    static byte[] request(Target target, String path, String key, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String more = String.join(
                "", target.headers().stream().map(line -> line + "\r\n").toList());
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + target.address().getAuthority()
                + "\r\nAuthorization: Bearer " + key + "\r\n" + more
                + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What came of a call.
     *
     * @param nanos until all of it was there
     * @param firstNanos until the first byte of its body was
     * @param queuedNanos how much of that the client waited for its core, of a stream
     * @param longestGapNanos the longest time in which nothing came, once something had
     * @param events how many server-sent events it has
     */
    record Answer(long nanos, long firstNanos, long queuedNanos, long longestGapNanos, int events) {}

    private final class Body {
        private final long began;
        private long first;
        private long last;
        private long longestGap;
        private int events;
        private boolean afterNewline;

        private Body(long began) {
            this.began = began;
        }

        private void take(long length) throws IOException {
            long left = length;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new IOException("the connection ended within a body");
                }
                left -= count;
                came();
                count(count);
            }
        }

        private void came() {
            long now = System.nanoTime();
            if (last == 0) {
                first = now - began;
            } else {
                longestGap = Math.max(longestGap, now - last);
            }
            last = now;
        }

        private void count(int length) {
            for (int i = 0; i < length; i++) {
                boolean newline = buffer[i] == '\n';
                events += newline && afterNewline ? 1 : 0;
                afterNewline = newline;
            }
        }
    }
}
