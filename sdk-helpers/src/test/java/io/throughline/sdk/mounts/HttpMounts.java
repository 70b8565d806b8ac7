package io.throughline.sdk.mounts;

import io.throughline.Mode;
import io.throughline.Throughline;
import io.throughline.sdk.ThroughlineExecChainHandler;
import io.throughline.sdk.ThroughlineHttpClient;
import io.throughline.sdk.ThroughlineOkHttpInterceptor;
import io.throughline.sdk.ThroughlineSdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Plain HTTP clients, which call the provider's own address. */
final class HttpMounts implements AutoCloseable {
    private final ThroughlineSdk sdk;
    private final Function<Conversation, URI> target;
    private final Ledger ledger;
    private final HttpClient plain =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<CloseableHttpClient> opened = new ArrayList<>();

    HttpMounts(Throughline throughline, Function<Conversation, URI> target, Ledger ledger) {
        this.sdk = ThroughlineSdk.of(throughline);
        this.target = target;
        this.ledger = ledger;
    }

    List<Mount> all() {
        return Stream.of(Mode.values()).flatMap(this::in).toList();
    }

    private Stream<Mount> in(Mode mode) {
        HttpClient jdk = ThroughlineHttpClient.of(sdk, plain, mode);
        OkHttpClient okHttp = new OkHttpClient.Builder()
                .addInterceptor(ThroughlineOkHttpInterceptor.of(sdk, mode))
                .build();
        CloseableHttpClient apache = HttpClients.custom()
                .addExecInterceptorFirst("throughline", ThroughlineExecChainHandler.of(sdk, mode))
                .build();
        opened.add(apache);
        return Stream.of(
                mount("java.net.http", mode, asked -> post(jdk, asked)),
                mount("OkHttp", mode, asked -> post(okHttp, asked)),
                mount("Apache HttpClient", mode, asked -> post(apache, asked)));
    }

    private Mount mount(String name, Mode mode, Mount.Client client) {
        return new Mount(name + ", " + mode.name().toLowerCase(Locale.ROOT), all -> true, client, ledger);
    }

    private void post(HttpClient client, Conversation asked) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target.apply(asked)).POST(HttpRequest.BodyPublishers.ofString(asked.request()));
        Calling.headers(asked).forEach(request::header);
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private void post(OkHttpClient client, Conversation asked) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(target.apply(asked).toString())
                .post(RequestBody.create(asked.request().getBytes(StandardCharsets.UTF_8)));
        Calling.headers(asked).forEach(request::header);
        try (Response response = client.newCall(request.build()).execute()) {
            response.body().bytes();
        }
    }

    private void post(CloseableHttpClient client, Conversation asked) throws IOException {
        HttpPost request = new HttpPost(target.apply(asked));
        Calling.headers(asked).forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(asked.request().getBytes(StandardCharsets.UTF_8), null));
        client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
    }

    @Override
    public void close() throws IOException {
        for (CloseableHttpClient client : opened) {
            client.close();
        }
    }
}
