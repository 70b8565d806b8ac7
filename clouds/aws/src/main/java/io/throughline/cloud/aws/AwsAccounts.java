package io.throughline.cloud.aws;

import java.util.Optional;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Where credentials and regions come from. May block; fails with a {@link io.throughline.provider.SigningException}. */
interface AwsAccounts {
    AwsCredentialsIdentity credentials(Optional<String> profile);

    String region(Optional<String> profile);
}
