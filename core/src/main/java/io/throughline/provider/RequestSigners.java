package io.throughline.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signers whose libraries are there. Safe for use by many threads. */
public final class RequestSigners {
    private static final Logger LOG = LoggerFactory.getLogger(RequestSigners.class);

    private final List<RequestSigner> signers;

    private RequestSigners(List<RequestSigner> signers) {
        this.signers = List.copyOf(signers);
    }

    /** Returns signers that an application brings. */
    public static RequestSigners of(List<RequestSigner> signers) {
        return new RequestSigners(signers);
    }

    /** Looks beside this library first, then where the calling thread looks: the two differ in a servlet container. */
    public static RequestSigners load() {
        List<RequestSigner> found = new ArrayList<>();
        addFrom(ServiceLoader.load(RequestSigner.class, RequestSigner.class.getClassLoader()), found);
        addFrom(ServiceLoader.load(RequestSigner.class), found);
        return new RequestSigners(found);
    }

    /**
     * Returns the signer for a provider's settings.
     *
     * @throws IllegalStateException where its library is not there, saying which to add
     */
    public RequestSigner of(SigningSettings settings) {
        return signers.stream()
                .filter(signer -> signer.signs(settings))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(missing(settings)));
    }

    private static void addFrom(ServiceLoader<RequestSigner> loader, List<RequestSigner> found) {
        for (ServiceLoader.Provider<RequestSigner> provider : loader.stream().toList()) {
            boolean known = found.stream().anyMatch(signer -> signer.getClass().equals(provider.type()));
            try {
                if (!known) {
                    found.add(provider.get());
                }
            } catch (ServiceConfigurationError e) {
                LOG.warn("A signer can't be used: {}", provider.type().getName());
            }
        }
    }

    private static String missing(SigningSettings settings) {
        String artifact =
                settings instanceof SigningSettings.Google ? "throughline-clouds-google" : "throughline-clouds-aws";
        return "Requests must be signed, but the library for that is not there: add io.throughline:" + artifact
                + " to the class path";
    }
}
