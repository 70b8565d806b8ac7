package io.throughline.price;

import io.throughline.provider.Catalogue;
import io.throughline.provider.Provider;
import io.throughline.provider.SigningSettings;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose prices hold, and where.
 *
 * @param provider the provider, as price books name it
 * @param region the region, where prices differ by it and it is known
 */
public record PriceList(String provider, Optional<String> region) {
    private static final Pattern REGION = Pattern.compile("(?<![a-z])[a-z]{2,5}(-gov)?-[a-z]+-?\\d+(?!\\d)");
    private static final Pattern OPENAI_REGION = Pattern.compile("(eu|us)\\.api\\.openai\\.com");

    /** Returns the list that goes by a provider's name alone. */
    public static PriceList of(String provider) {
        return new PriceList(provider, Optional.empty());
    }

    /** Returns the list of a configured provider: that of the known provider of its name, or of the one at whose host it is, else its own. */
    public static PriceList of(Provider provider) {
        String host = host(provider.baseUri());
        String list = Catalogue.provider(provider.name()).isPresent() ? provider.name() : atHost(host, provider.name());
        return new PriceList(list, signed(provider).or(() -> regionIn(list, host)));
    }

    private static String atHost(String host, String otherwise) {
        if (OPENAI_REGION.matcher(host).matches()) {
            return "openai";
        }
        return Catalogue.providers().stream()
                .filter(known ->
                        known.base().map(PriceList::host).filter(host::equals).isPresent())
                .map(known -> known.name())
                .findFirst()
                .orElse(otherwise);
    }

    private static Optional<String> signed(Provider provider) {
        return provider.signing()
                .filter(SigningSettings.Aws.class::isInstance)
                .flatMap(aws -> ((SigningSettings.Aws) aws).region());
    }

    private static Optional<String> regionIn(String list, String host) {
        Matcher match = (list.equals("openai") ? OPENAI_REGION : REGION).matcher(host);
        if (!match.find()) {
            return Optional.empty();
        }
        return Optional.of(list.equals("openai") ? match.group(1) : match.group());
    }

    private static String host(URI uri) {
        return Optional.ofNullable(uri.getHost()).orElse("");
    }
}
