package io.throughline.cloud.google;

import com.google.auth.oauth2.GoogleCredentials;
import java.util.Optional;

/** Where credentials come from. May block; fails with a {@link io.throughline.provider.SigningException}. */
interface GoogleAccounts {
    GoogleCredentials credentials(Optional<String> file);
}
