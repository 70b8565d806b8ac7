package io.throughline.cloud.google;

import com.google.auth.oauth2.GoogleCredentials;
import io.throughline.provider.SigningException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What Google's library finds, in its usual order. What was found is kept, and with it the tokens; what failed is looked for again. */
final class LibraryAccounts implements GoogleAccounts {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final Map<Optional<String>, GoogleCredentials> found = new ConcurrentHashMap<>();

    @Override
    public GoogleCredentials credentials(Optional<String> file) {
        return found.computeIfAbsent(file, LibraryAccounts::find);
    }

    private static GoogleCredentials find(Optional<String> file) {
        try {
            GoogleCredentials credentials =
                    file.isPresent() ? read(file.get()) : GoogleCredentials.getApplicationDefault();
            return credentials.createScoped(SCOPE);
        } catch (IOException | RuntimeException e) {
            SigningException failure = new SigningException(
                    file.isPresent()
                            ? "The file of the Google credentials can't be used."
                            : "No Google credentials could be found or read.");
            failure.initCause(e);
            throw failure;
        }
    }

    private static GoogleCredentials read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return GoogleCredentials.fromStream(in);
        }
    }
}
