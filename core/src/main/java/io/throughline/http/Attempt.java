package io.throughline.http;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/** An exchange on one connection: turns a request into a message, and a message's parts into a response. Called by one I/O thread. */
final class Attempt implements AsyncClientExchangeHandler {
    private final Exchange exchange;
    private final HttpHost host;
    private final Line line;

    /** Let go of once it is sent, as the body is: a stream may go on for long. */
    private @Nullable ProxyRequest request;

    private RequestBody upload;
    private @Nullable ResponseBody download;
    private OptionalLong expected = OptionalLong.empty();
    private long received;
    private TimeValue keepAlive = TimeValue.NEG_ONE_MILLISECOND;
    private boolean requestDone;
    private boolean responseDone;
    private volatile boolean begun;

    Attempt(Exchange exchange, ProxyRequest request, HttpHost host, Line line, RequestBody upload) {
        this.exchange = exchange;
        this.request = request;
        this.host = host;
        this.line = line;
        this.upload = upload;
    }

    /** Returns whether a byte of the request may have been sent. */
    boolean isBegun() {
        return begun;
    }

    Line line() {
        return line;
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        begun = true;
        ProxyRequest sent = Objects.requireNonNull(request, "a request is produced once");
        request = null;
        BasicHttpRequest message = new BasicHttpRequest(sent.method(), host, pathOf(sent));
        sent.headers().forEach((name, value) -> {
            if (!Exchange.isFraming(name)) {
                message.addHeader(name, value);
            }
        });
        OptionalLong length = sent.body().length();
        if (length.isPresent() && length.getAsLong() == 0) {
            uploaded();
            channel.sendRequest(message, null, context);
        } else {
            length.ifPresent(bytes -> message.addHeader("Content-Length", Long.toString(bytes)));
            channel.sendRequest(message, new BasicEntityDetails(length.orElse(-1), null), context);
        }
    }

    @Override
    public int available() {
        return upload.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        exchange.touch();
        if (!requestDone && upload.produce(channel)) {
            uploaded();
            finishWhenDone();
        }
    }

    private void uploaded() {
        requestDone = true;
        upload = RequestBody.SENT;
        exchange.uploaded(this);
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        // 1xx is between the provider and us
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails entity, HttpContext context) {
        keepAlive = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(
                response, HttpClientContext.castOrCreate(context));
        Headers headers = headersOf(response);
        if (entity == null) {
            responseDone = true;
            finishWhenDone();
            exchange.respond(new ProxyResponse(response.getCode(), headers, Body.empty()), null);
            return;
        }
        expected = lengthOf(entity, headers);
        ResponseBody body = exchange.newResponseBody();
        download = body;
        exchange.respond(new ProxyResponse(response.getCode(), headers, new Body.Push(body, expected)), body);
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        if (download != null) {
            download.credit(channel);
        }
    }

    @Override
    public void consume(ByteBuffer source) {
        if (download == null || !source.hasRemaining()) {
            return;
        }
        exchange.received();
        received += source.remaining();
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        download.offer(ByteBuffer.wrap(copy));
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        responseDone = true;
        if (expected.isPresent() && expected.getAsLong() != received) {
            exchange.failed(this, new ConnectionClosedException());
            return;
        }
        finishWhenDone();
    }

    @Override
    public void failed(Exception cause) {
        exchange.failed(this, cause);
    }

    @Override
    public void cancel() {
        exchange.failed(this, new ConnectionClosedException());
    }

    @Override
    public void releaseResources() {
        if (!responseDone) {
            exchange.failed(this, new ConnectionClosedException());
        }
    }

    /** A response that is whole before the request is: the rest of the request serves nobody, the connection is not used again. */
    private void finishWhenDone() {
        if (!responseDone) {
            return;
        }
        if (requestDone) {
            line.giveBack(keepAlive);
        } else {
            line.cut();
        }
        exchange.finished();
    }

    private static String pathOf(ProxyRequest request) {
        String path = request.target().getRawPath();
        String query = request.target().getRawQuery();
        String rooted = path == null || path.isEmpty() ? "/" : path;
        return query == null ? rooted : rooted + "?" + query;
    }

    private static Headers headersOf(HttpResponse response) {
        Headers.Builder headers = Headers.builder();
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        return headers.build();
    }

    /** HTTP/2 does not tell the length apart from the header. */
    private static OptionalLong lengthOf(EntityDetails entity, Headers headers) {
        if (entity.getContentLength() >= 0) {
            return OptionalLong.of(entity.getContentLength());
        }
        if (entity.isChunked() || headers.contains("transfer-encoding")) {
            return OptionalLong.empty();
        }
        try {
            return headers.first("content-length")
                    .map(Long::parseLong)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
