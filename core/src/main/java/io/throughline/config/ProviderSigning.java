package io.throughline.config;

import io.throughline.Secret;
import io.throughline.provider.Builtin;
import io.throughline.provider.Provider;
import io.throughline.provider.Provider.Family;
import io.throughline.provider.SigningSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads of an entry of {@code providers} with which of a cloud's credentials its requests are signed. */
final class ProviderSigning {
    private final Block block;

    /** A reader for an entry. */
    ProviderSigning(Block block) {
        this.block = block;
    }

    /** A key is sent; without one, the requests to a cloud are signed with the credentials that the cloud's own clients find. */
    Optional<SigningSettings> read(Optional<Builtin> kind, Optional<URI> base, List<Provider.Key> keys) {
        if (kind.filter(it -> it.family() == Family.VERTEX).isPresent()) {
            return googles(base, keys);
        }
        Optional<String> region = block.get("region").flatMap(ConfigNode::name);
        Optional<String> profile = block.get("profile").flatMap(ConfigNode::name);
        Optional<SigningSettings.AwsKeys> awsKeys = awsKeys();
        boolean signed = kind.filter(it -> it.family() == Family.BEDROCK).isPresent() && keys.isEmpty();
        return signed ? Optional.of(new SigningSettings.Aws("bedrock", region, profile, awsKeys)) : Optional.empty();
    }

    /** A token is as good as a key: that of the surroundings' credentials goes to Google alone. */
    private Optional<SigningSettings> googles(Optional<URI> base, List<Provider.Key> keys) {
        Optional<ConfigNode> file = block.get("credentials");
        if (!keys.isEmpty()) {
            return Optional.empty();
        }
        if (base.isPresent() && file.isEmpty() && !VertexAddress.isGoogles(base.get())) {
            block.error("needs the key \"credentials\": application default credentials are for Google's hosts alone,"
                    + " and base-url names another");
        }
        base.filter(BaseUrls::isInTheClear)
                .ifPresent(it -> block.warn("base-url", "the token goes over the network unencrypted; use https"));
        return Optional.of(
                new SigningSettings.Google(file.flatMap(ConfigNode::path).map(Path::toString)));
    }

    private Optional<SigningSettings.AwsKeys> awsKeys() {
        Optional<Secret> id = block.get("access-key").flatMap(ConfigNode::secret);
        Optional<Secret> secret = block.get("secret-key").flatMap(ConfigNode::secret);
        Optional<Secret> token = block.get("session-token").flatMap(ConfigNode::secret);
        if (block.has("access-key") != block.has("secret-key")) {
            block.error("needs both \"access-key\" and \"secret-key\", or neither");
        }
        return id.flatMap(it -> secret.map(other -> new SigningSettings.AwsKeys(it, other, token)));
    }
}
