package io.throughline.cloud.aws;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * AWS's Signature Version 4, by the SDK's signer. Of the request's header fields the content type alone is signed, beside the host and those that the
 * signature brings: what a client sends besides may change on its way.
 */
final class SignatureV4 {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final Set<String> BROUGHT =
            Set.of("authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Clock clock;

    SignatureV4(Clock clock) {
        this.clock = clock;
    }

    ProxyRequest sign(
            ProxyRequest request, Body.Bytes body, AwsCredentialsIdentity credentials, String service, String region) {
        // the path is percent-encoded, and the canonical form encodes it once more, as for all services but S3
        SignedRequest signed = signer.sign(to -> to.identity(credentials)
                .request(unsigned(request))
                .payload(ContentStreamProvider.fromByteArrayUnsafe(body.bytes()))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        return request.with(with(request.headers(), signed.request().headers()));
    }

    private static SdkHttpRequest unsigned(ProxyRequest request) {
        SdkHttpRequest.Builder unsigned =
                SdkHttpRequest.builder().uri(request.target()).method(SdkHttpMethod.fromValue(request.method()));
        request.headers().first(CONTENT_TYPE).ifPresent(type -> unsigned.putHeader(CONTENT_TYPE, type));
        return unsigned.build();
    }

    private static Headers with(Headers headers, Map<String, List<String>> signed) {
        Headers.Builder all = headers.keep(name -> !BROUGHT.contains(name)).toBuilder();
        // in an order of their own, so that the same request is always the same bytes
        new TreeMap<>(signed).forEach((name, values) -> {
            if (BROUGHT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> all.add(name, value));
            }
        });
        return all.build();
    }
}
