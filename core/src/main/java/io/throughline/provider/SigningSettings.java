package io.throughline.provider;

import java.util.Optional;

/** How requests for a provider are signed. Holds no secret: credentials are the environment's. */
public sealed interface SigningSettings {
    /**
     * AWS's Signature Version 4.
     *
     * @param service the service's name in signatures, such as {@code bedrock}
     * @param region the region; where it is empty, that of the host's name or the environment
     * @param profile the profile of the AWS configuration files; where it is empty, the usual one
     */
    record Aws(String service, Optional<String> region, Optional<String> profile) implements SigningSettings {}

    /**
     * Google's access tokens.
     *
     * @param credentialsFile the file of the credentials; where it is empty, Google's application default credentials
     */
    record Google(Optional<String> credentialsFile) implements SigningSettings {}
}
