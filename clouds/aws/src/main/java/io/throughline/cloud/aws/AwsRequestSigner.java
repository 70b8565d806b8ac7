package io.throughline.cloud.aws;

import io.throughline.Body;
import io.throughline.ProxyRequest;
import io.throughline.provider.RequestSigner;
import io.throughline.provider.SigningException;
import io.throughline.provider.SigningSettings;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Signs requests by AWS's Signature Version 4, with the credentials that the AWS SDK's chain finds. Looking for them, which may ask the network, and
 * signing go on in threads of its own.
 *
 * <p>A request that has an {@code Authorization} already is left as it is. One for Bedrock gets Bedrock's API key in place of a signature where the
 * environment has one, {@value #BEARER_TOKEN}, as with AWS's own clients.
 */
public final class AwsRequestSigner implements RequestSigner {
    private static final String AUTHORIZATION = "authorization";
    private static final String BEDROCK = "bedrock";
    private static final String BEARER_TOKEN = "AWS_BEARER_TOKEN_BEDROCK";

    private final AwsAccounts accounts;
    private final SignatureV4 signature;
    private final UnaryOperator<@Nullable String> environment;
    private final Executor threads;

    /** Makes a signer that finds credentials as AWS's own clients do. */
    public AwsRequestSigner() {
        this(new SdkAccounts(), Clock.systemUTC(), System::getenv, SigningThreads.daemons());
    }

    AwsRequestSigner(AwsAccounts accounts, Clock clock, UnaryOperator<@Nullable String> environment, Executor threads) {
        this.accounts = accounts;
        this.signature = new SignatureV4(clock);
        this.environment = environment;
        this.threads = threads;
    }

    @Override
    public boolean signs(SigningSettings settings) {
        return settings instanceof SigningSettings.Aws;
    }

    @Override
    public CompletionStage<ProxyRequest> sign(ProxyRequest request, SigningSettings settings) {
        if (!(settings instanceof SigningSettings.Aws aws)) {
            return CompletableFuture.failedFuture(new SigningException("These are not settings for AWS."));
        } else if (request.headers().contains(AUTHORIZATION)) {
            return CompletableFuture.completedFuture(request);
        }
        String token = aws.service().equals(BEDROCK) ? environment.apply(BEARER_TOKEN) : null;
        if (token != null && !token.isBlank()) {
            String bearer = "Bearer " + token.strip();
            return CompletableFuture.completedFuture(
                    request.with(request.headers().with("Authorization", bearer)));
        } else if (request.body() instanceof Body.Bytes body) {
            return CompletableFuture.supplyAsync(() -> signed(request, body, aws), threads);
        }
        return CompletableFuture.failedFuture(new SigningException("Only a body in memory can be signed."));
    }

    /** Names nothing of the credentials. */
    @Override
    public String toString() {
        return "AwsRequestSigner";
    }

    private ProxyRequest signed(ProxyRequest request, Body.Bytes body, SigningSettings.Aws settings) {
        Optional<String> told = settings.region().or(() -> Regions.ofHost(request.target()));
        String region = told.orElseGet(() -> accounts.region(settings.profile()));
        AwsCredentialsIdentity credentials = settings.keys()
                .map(AwsRequestSigner::configured)
                .orElseGet(() -> accounts.credentials(settings.profile()));
        return signature.sign(request, body, credentials, settings.service(), region);
    }

    private static AwsCredentialsIdentity configured(SigningSettings.AwsKeys keys) {
        String id = keys.accessKey().reveal();
        String secret = keys.secretKey().reveal();
        return keys.sessionToken()
                .<AwsCredentialsIdentity>map(token -> AwsSessionCredentialsIdentity.create(id, secret, token.reveal()))
                .orElseGet(() -> AwsCredentialsIdentity.create(id, secret));
    }
}
