package io.throughline.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client on a raw socket that sees an answer as it is on the wire: header lines spelled as they came, one chunk at a time, and whether the
 * body was ended or broken off. HTTP/1.1 only. Not safe for use by several threads.
 *
 * <pre>{@code
 * try (WireClient client = WireClient.connect(base)) {
 *     client.post("/v1/messages", body);
 *     WireClient.Head head = client.head();
 *     String first = client.frame();
 * }
 * }</pre>
 */
public final class WireClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final URI base;
    private Head head = new Head("", List.of());
    private final StringBuilder unread = new StringBuilder();
    private boolean insideChunks;

    private WireClient(URI base, int receiveBuffer) throws IOException {
        this.base = base;
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
        in = new BufferedInputStream(socket.getInputStream());
        patience(Duration.ofSeconds(10));
    }

    /** Connects to the server at {@code base}, whose path is put before every path. */
    public static WireClient connect(URI base) throws IOException {
        return new WireClient(base, 0);
    }

    /** Connects with a small receive buffer, as somebody who reads slowly. */
    public static WireClient connectSlow(URI base) throws IOException {
        return new WireClient(base, 4096);
    }

    /** Says how long a read may wait before it fails with a {@link java.net.SocketTimeoutException}. */
    public WireClient patience(Duration atMost) throws IOException {
        socket.setSoTimeout((int) atMost.toMillis());
        return this;
    }

    /** Sends a POST with a JSON body. */
    public void post(String path, String json, String... headerLines) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(headerLines));
        lines.add("Content-Type: application/json");
        lines.add("Content-Length: " + body.length);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(requestHead("POST", path, lines));
        request.writeBytes(body);
        send(request.toByteArray());
    }

    /** Sends a GET. */
    public void get(String path, String... headerLines) throws IOException {
        send(requestHead("GET", path, List.of(headerLines)));
    }

    /** Sends the head of a request, exactly these lines and a {@code Host}. */
    public void sendHead(String method, String path, String... headerLines) throws IOException {
        send(requestHead(method, path, List.of(headerLines)));
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads the head of an answer; interim ones (1xx) are passed over. */
    public Head head() throws IOException {
        do {
            String statusLine = line();
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            head = new Head(statusLine, List.copyOf(lines));
        } while (head.status() < 200);
        return head;
    }

    /** Reads the next chunk of a chunked body, empty at its regular end. */
    public byte[] chunk() throws IOException {
        if (insideChunks) {
            line(); // some servers send a chunk's last two bytes with the next one
        }
        int size = Integer.parseInt(line().strip(), 16);
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("broken off within a chunk");
        }
        insideChunks = size > 0;
        if (size == 0) {
            line();
        }
        return bytes;
    }

    /** Reads the next chunk as text. */
    public String frame() throws IOException {
        return new String(chunk(), StandardCharsets.UTF_8);
    }

    /** Reads the next server-sent event of a chunked body, its empty line included, however it was cut into chunks. */
    public String event() throws IOException {
        while (unread.indexOf("\n\n") < 0) {
            String frame = frame();
            if (frame.isEmpty()) {
                throw new EOFException("ended within an event: " + unread);
            }
            unread.append(frame);
        }
        int end = unread.indexOf("\n\n") + 2;
        String event = unread.substring(0, end);
        unread.delete(0, end);
        return event;
    }

    /**
     * Reads the body to its regular end.
     *
     * @throws IOException when it was broken off
     */
    public byte[] body() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.header("transfer-encoding").isPresent()) {
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.writeBytes(chunk);
            }
            return body.toByteArray();
        }
        int length = Integer.parseInt(head.header("content-length").orElse("0"));
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("broken off after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** Returns whether the server closes the connection within the patience, without another byte. */
    public boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Leaves, as a client does that was told to stop. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Leaves with a TCP reset, as a client does that has crashed. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private byte[] requestHead(String method, String path, List<String> lines) {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(base.getRawPath())
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(base.getAuthority())
                .append("\r\n");
        lines.forEach(line -> head.append(line).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("broken off");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Status line and header lines, spelled as they came.
     *
     * @param statusLine such as {@code HTTP/1.1 200 OK}
     * @param lines the header lines in order
     */
    public record Head(String statusLine, List<String> lines) {
        /** Returns the status code. */
        public int status() {
            return Integer.parseInt(statusLine.split(" ", 3)[1]);
        }

        /** Returns the first value of {@code name}, in any case. */
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        /** Returns all values of {@code name}, in any case, in order. */
        public List<String> headers(String name) {
            return lines.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }
    }
}
