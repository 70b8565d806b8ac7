package io.throughline;

import io.throughline.access.Caller;
import io.throughline.provider.Provider;
import io.throughline.route.Endpoint;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A call as it goes to the provider.
 *
 * @param call what is called
 * @param caller who calls
 * @param provider the chosen provider
 * @param request the request, ready to be sent
 */
record Outbound(Endpoint.ProviderCall call, Caller caller, Provider provider, ProxyRequest request) {

    /** Returns where the call goes: the provider's base, the call's path, the client's query and the provider's own. */
    static URI target(Provider provider, Endpoint.ProviderCall call, Optional<String> rawQuery) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        rawQuery.filter(raw -> !raw.isEmpty()).ifPresent(query::add);
        for (Map.Entry<String, String> parameter : provider.query().entrySet()) {
            query.add(parameter.getKey() + "=" + parameter.getValue());
        }
        return URI.create(provider.baseUri() + version(provider) + call.path() + query);
    }

    /** OpenAI's base URIs end in the version, Anthropic's most often do not; both forms are in use for both. */
    private static String version(Provider provider) {
        boolean anthropic = provider.family() == Provider.Family.ANTHROPIC;
        return anthropic && !provider.baseUri().getPath().endsWith("/v1") ? "/v1" : "";
    }
}
