package io.throughline.cloud.aws;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Regions in names of AWS's hosts. */
final class Regions {
    private static final Pattern HOST =
            Pattern.compile("[.]([a-z]{2,3}(?:-[a-z]+)+-\\d+)[.](?:amazonaws[.]com(?:[.]cn)?|api[.]aws|vpce[.].*)$");

    private Regions() {}

    /** Returns the region of {@code bedrock-runtime.us-east-1.amazonaws.com}. */
    static Optional<String> ofHost(URI target) {
        String host = target.getHost();
        Matcher found = HOST.matcher(host == null ? "" : host);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
