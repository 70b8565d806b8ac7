package io.throughline.servlet;

import io.throughline.Body;
import io.throughline.Cancellation;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way through the container, from {@code startAsync} to {@code complete}.
 *
 * <p>It ends once, in one of three ways: every byte was {@link #written}; the {@linkplain #sourceBroke source broke}, so the connection is
 * broken too; or the {@linkplain #clientLeft client left}, which may come from the write listener, from a write that throws, from the async
 * listener or from the watch, as containers tell it in different ways.
 */
final class Exchange implements DownstreamBody.Outcome {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int CHEAP_TO_READ = 64 * 1024;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final AsyncContext async;
    private final ClientWatch watch;
    private final Strand strand = new Strand();
    private final Cancellation cancellation = new Cancellation();
    private final StreamEnd streamEnd = new StreamEnd();
    private final InboundBody inbound;
    private final ServletInputStream in;
    private final ClientConnection connection;

    private volatile @Nullable DownstreamBody downstream;
    private volatile boolean left;
    private volatile boolean over;

    /** Makes the request asynchronous. To be called on the container's thread. */
    Exchange(HttpServletRequest request, HttpServletResponse response, ClientWatch watch)
            throws IOException, ServletException {
        this.request = request;
        this.response = response;
        this.watch = watch;
        in = InboundRequest.stream(request);
        inbound = new InboundBody(in, strand);
        async = request.startAsync(request, response);
        async.setTimeout(0); // a model may think for minutes; the handler has its own deadlines
        async.addListener(new Departure());
        connection = ClientConnection.of(request, in, async, watch, streamEnd);
    }

    /** Passes the call to the handler. To be called on the container's thread. */
    void begin(URI target, Callers callers, Function<ProxyRequest, CompletionStage<ProxyResponse>> handler) {
        Body body = Body.empty();
        if (InboundRequest.hasBody(request, in)) {
            body = new Body.Push(inbound, InboundRequest.length(request));
        } else {
            inbound.isNone();
        }
        ProxyRequest inboundRequest = InboundRequest.of(request, target, body, cancellation, callers);
        inbound.listen();
        watch.add(this);
        CompletionStage<ProxyResponse> answer;
        try {
            answer = Objects.requireNonNull(handler.apply(inboundRequest), "a handler answers");
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((upstream, failure) -> strand.execute(() -> answer(upstream, failure)));
    }

    /** Looks whether the client is still there. */
    void look() {
        strand.execute(() -> {
            if (!over && !left && inbound.isFinished() && connection.isGone()) {
                clientLeft(new IOException("the client has closed the connection"));
            }
        });
    }

    private void answer(@Nullable ProxyResponse answer, @Nullable Throwable failure) {
        if (left || over) {
            if (answer != null) {
                cancel(answer.body());
            }
        } else if (answer == null) {
            LOG.warn("The handler failed, which it never should", failure);
            write(badGateway());
        } else {
            write(answer);
        }
    }

    private void write(ProxyResponse answer) {
        try {
            DownstreamHead.write(answer, response);
            answer.headers().first("content-type").ifPresent(connection::contentType);
            OptionalLong length = DownstreamHead.length(answer);
            if (length.isEmpty()) {
                streamEnd.of(request, response);
            } else {
                closeUnlessRead();
            }
            DownstreamBody body = new DownstreamBody(
                    response.getOutputStream(), answer.body().publisher(async::start), strand, length.isEmpty(), this);
            downstream = body;
            body.begin();
        } catch (IOException | RuntimeException e) {
            cancel(answer.body());
            clientLeft(e);
        }
    }

    /** A request that was answered before it was read ends its connection, unless what is left of it is little. */
    private void closeUnlessRead() {
        if (inbound.isAbandoned() && !inbound.isFinished() && !isLittle() && isHttp1()) {
            response.setHeader("connection", "close");
        }
    }

    private boolean isLittle() {
        return InboundRequest.length(request).orElse(Long.MAX_VALUE) <= CHEAP_TO_READ;
    }

    @Override
    public void written() {
        if (inbound.isFinished() || request.getHeader("expect") != null) {
            complete();
            return;
        }
        // closing on a client that still sends would reset the connection, and the client would lose the answer
        inbound.whenFinished(this::complete);
        inbound.discard(Long.MAX_VALUE);
        if (inbound.isBroken() && isLittle()) {
            complete(); // Tomcat 11 lets nobody read behind a whole answer, and swallows a little by itself
            return;
        }
        watch.after(LINGER, () -> strand.execute(this::complete));
    }

    @Override
    public void sourceBroke(Throwable cause) {
        LOG.debug("The response's body broke off: {}", cause.toString());
        if (response.isCommitted()) {
            streamEnd.cutOff();
            connection.cutOff(() -> strand.execute(this::complete));
        } else {
            answerInstead();
        }
    }

    /** Nothing has left yet, and the container takes bytes: the place of the failure itself. */
    private void answerInstead() {
        ProxyResponse answer = badGateway();
        try {
            response.reset();
            DownstreamHead.write(answer, response);
            answer.body().inputStream().transferTo(response.getOutputStream());
            complete();
        } catch (IOException | RuntimeException e) {
            clientLeft(e);
        }
    }

    /** Ends the call for both sides. May be called any number of times, by any thread. */
    @Override
    public void clientLeft(Throwable cause) {
        if (over) {
            return;
        }
        LOG.debug("The client has left: {}", cause.toString());
        left = true;
        stop();
        strand.execute(() -> {
            stop();
            DownstreamBody body = downstream;
            if (body != null) {
                body.refuse();
            }
            inbound.end(new IOException("the client has left", cause));
            complete();
        });
    }

    private void stop() {
        cancellation.cancel();
        DownstreamBody body = downstream;
        if (body != null) {
            body.stop();
        }
    }

    private void complete() {
        watch.remove(this);
        if (over) {
            return;
        }
        over = true;
        connection.complete(() -> {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                LOG.trace("The container completed the call by itself", e);
            }
        });
    }

    private boolean isHttp1() {
        return request.getProtocol().startsWith("HTTP/1");
    }

    private static void cancel(Body body) {
        try {
            body.inputStream().close();
        } catch (IOException e) {
            LOG.trace("An unwanted body was cancelled", e);
        }
    }

    private static ProxyResponse badGateway() {
        return new ProxyResponse(
                502,
                Headers.of("content-type", "text/plain; charset=utf-8"),
                Body.of("The call could not be completed.\n".getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The container ends the call. Once it is told that this was heard, it uses the request's and the response's objects for other calls (Tomcat
     * does), so nobody may be at them any more.
     */
    private final class Departure implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            end(new IOException("the container completed the call"));
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end(new IOException("the container ended the call"));
        }

        @Override
        public void onError(AsyncEvent event) {
            end(event.getThrowable() == null ? new IOException("the connection failed") : event.getThrowable());
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the call stays the same
        }

        private void end(Throwable cause) {
            clientLeft(cause);
            if (!strand.settle(LINGER)) {
                LOG.warn("A call goes on, although its container has ended it");
            }
        }
    }
}
