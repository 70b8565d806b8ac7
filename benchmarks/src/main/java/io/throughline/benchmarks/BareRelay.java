package io.throughline.benchmarks;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * A proxy that does nothing but relay, on the same Jetty and HttpClient as Throughline: what the stack itself costs. Its arguments are its port and
 * the provider's address.
 */
final class BareRelay extends Handler.Abstract.NonBlocking {
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "transfer-encoding", "content-length", "host", "keep-alive", "expect");
    private static final int MOST_CONNECTIONS = 20_000;

    private final HttpHost provider;
    private final CloseableHttpAsyncClient client = HttpAsyncClients.custom()
            .setIOReactorConfig(IOReactorConfig.custom()
                    .setIoThreadCount(1)
                    .setTcpNoDelay(true)
                    .build())
            .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setSocketTimeout(Timeout.ofMinutes(5))
                            .build())
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();

    private BareRelay(URI provider) {
        this.provider = new HttpHost(provider.getScheme(), provider.getHost(), provider.getPort());
        client.start();
    }

    /** Serves until the process ends. */
    public static void main(String[] arguments) throws Exception {
        BareServer.run(Integer.parseInt(arguments[0]), new BareRelay(URI.create(arguments[1])));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Source.asByteBuffer(request, new Promise<>() {
            @Override
            public void succeeded(ByteBuffer body) {
                forward(request, BufferUtil.toArray(body), response, callback);
            }

            @Override
            public void failed(Throwable cause) {
                callback.failed(cause);
            }
        });
        return true;
    }

    private void forward(Request request, byte[] body, Response response, Callback callback) {
        BasicHttpRequest outbound = new BasicHttpRequest(
                request.getMethod(), provider, request.getHttpURI().getPathQuery());
        for (HttpField field : request.getHeaders()) {
            if (!HOP_BY_HOP.contains(field.getName().toLowerCase(Locale.ROOT))) {
                outbound.addHeader(field.getName(), field.getValue());
            }
        }
        BasicAsyncEntityProducer entity = body.length == 0 ? null : new BasicAsyncEntityProducer(body, null);
        client.execute(
                new BasicRequestProducer(outbound, entity),
                new RelayedAnswer(response, callback),
                null,
                HttpClientContext.create(),
                null);
    }
}
