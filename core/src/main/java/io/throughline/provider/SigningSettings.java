package io.throughline.provider;

import io.throughline.Secret;
import java.util.Optional;

/** How requests for a provider are signed. */
public sealed interface SigningSettings {
    /**
     * AWS's Signature Version 4.
     *
     * @param service the service's name in signatures, such as {@code bedrock}
     * @param region the region; where it is empty, that of the host's name or the environment
     * @param profile the profile of the AWS configuration files; where it is empty, the usual one
     * @param keys the credentials; where they are empty, what AWS's own chain finds
     */
    record Aws(String service, Optional<String> region, Optional<String> profile, Optional<AwsKeys> keys)
            implements SigningSettings {}

    /**
     * Credentials for AWS, for those who can't leave them to AWS's own chain.
     *
     * @param accessKey the access key's id
     * @param secretKey the secret
     * @param sessionToken the token, where they are temporary
     */
    record AwsKeys(Secret accessKey, Secret secretKey, Optional<Secret> sessionToken) {}

    /**
     * Google's access tokens.
     *
     * @param credentialsFile the file of the credentials; where it is empty, Google's application default credentials
     */
    record Google(Optional<String> credentialsFile) implements SigningSettings {}
}
