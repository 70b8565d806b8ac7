package io.throughline.cloud.aws;

import io.throughline.provider.SigningException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** What the AWS SDK finds, in its usual order. It keeps credentials until shortly before they expire. */
final class SdkAccounts implements AwsAccounts {
    private final Map<String, AwsCredentialsProvider> chains = new ConcurrentHashMap<>();
    private final Map<String, String> regions = new ConcurrentHashMap<>();

    @Override
    public AwsCredentialsIdentity credentials(Optional<String> profile) {
        try {
            return chains.computeIfAbsent(profile.orElse(""), name -> chain(profile))
                    .resolveCredentials();
        } catch (SdkException e) {
            throw failed("No AWS credentials could be found or fetched.", e);
        }
    }

    @Override
    public String region(Optional<String> profile) {
        String name = profile.orElse("");
        String known = regions.get(name);
        if (known != null) {
            return known;
        }
        try {
            String found = regionChain(profile).getRegion().id();
            regions.put(name, found);
            return found;
        } catch (SdkException e) {
            throw failed("No AWS region could be found: configure one.", e);
        }
    }

    private static AwsCredentialsProvider chain(Optional<String> profile) {
        DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
        profile.ifPresent(chain::profileName);
        return chain.build();
    }

    private static DefaultAwsRegionProviderChain regionChain(Optional<String> profile) {
        DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
        profile.ifPresent(chain::profileName);
        return chain.build();
    }

    private static SigningException failed(String message, SdkException cause) {
        SigningException failure = new SigningException(message);
        failure.initCause(cause);
        return failure;
    }
}
