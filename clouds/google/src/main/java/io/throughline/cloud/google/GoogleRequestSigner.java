package io.throughline.cloud.google;

import com.google.api.client.http.HttpResponseException;
import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.GoogleCredentials;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.provider.RequestSigner;
import io.throughline.provider.SigningException;
import io.throughline.provider.SigningSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts Google's access tokens on requests, by the credentials that Google's library finds. Looking for them and fetching tokens, which asks the
 * network, go on in threads of its own. The library keeps each token until shortly before it expires, and fetches the next while it still holds.
 *
 * <p>A request that has an {@code Authorization} or an API key of Google's already is left as it is.
 */
public final class GoogleRequestSigner implements RequestSigner {
    private final GoogleAccounts accounts;
    private final Executor threads;

    /** Makes a signer that finds credentials as Google's own clients do. */
    public GoogleRequestSigner() {
        this(new LibraryAccounts(), SigningThreads.daemons());
    }

    GoogleRequestSigner(GoogleAccounts accounts, Executor threads) {
        this.accounts = accounts;
        this.threads = threads;
    }

    @Override
    public boolean signs(SigningSettings settings) {
        return settings instanceof SigningSettings.Google;
    }

    @Override
    public CompletionStage<ProxyRequest> sign(ProxyRequest request, SigningSettings settings) {
        if (!(settings instanceof SigningSettings.Google google)) {
            return CompletableFuture.failedFuture(new SigningException("These are not settings for Google."));
        } else if (request.headers().contains("authorization")
                || request.headers().contains("x-goog-api-key")) {
            return CompletableFuture.completedFuture(request);
        }
        return CompletableFuture.supplyAsync(() -> accounts.credentials(google.credentialsFile()), threads)
                .thenCompose(credentials -> metadata(credentials, request.target()))
                .thenApply(metadata -> request.with(with(request.headers(), metadata)));
    }

    /** Names nothing of the credentials. */
    @Override
    public String toString() {
        return "GoogleRequestSigner";
    }

    private CompletionStage<Map<String, List<String>>> metadata(GoogleCredentials credentials, URI target) {
        CompletableFuture<Map<String, List<String>>> metadata = new CompletableFuture<>();
        credentials.getRequestMetadata(target, threads, new RequestMetadataCallback() {
            @Override
            public void onSuccess(Map<String, List<String>> told) {
                metadata.complete(told);
            }

            @Override
            public void onFailure(Throwable failure) {
                metadata.completeExceptionally(failed(failure));
            }
        });
        return metadata;
    }

    private static Headers with(Headers headers, Map<String, List<String>> metadata) {
        Headers.Builder all = headers.toBuilder();
        // in an order of their own, so that the same request is always the same bytes
        new TreeMap<>(metadata).forEach((name, values) -> values.forEach(value -> all.set(name, value)));
        return all.build();
    }

    /** Tells the status alone: what else the library says quotes answers, which may hold what was sent. */
    private static SigningException failed(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException answered) {
                return new SigningException(
                        "Google gave no access token: it answered with the status " + answered.getStatusCode() + ".");
            }
        }
        return new SigningException("No access token of Google's could be fetched.");
    }
}
