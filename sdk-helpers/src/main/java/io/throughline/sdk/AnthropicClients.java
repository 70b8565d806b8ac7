package io.throughline.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.core.ClientOptions;
import java.util.function.Consumer;

/** Copies of Anthropic's clients that call Throughline. */
final class AnthropicClients {
    private AnthropicClients() {}

    static <C> C remote(C client, Remote remote, Scope scope) {
        return copy(client, options -> {
            options.baseUrl(remote.base().toString())
                    .addInterceptor(next -> new AnthropicCredential(next, remote.key()));
            scope.headers().forEach(options::replaceHeaders);
        });
    }

    /** The handler takes the place of all that is below the SDK's own retries: the transport, and the cloud that the client was made for. */
    static <C> C inProcess(C client, InProcess handler) {
        return copy(client, options -> options.addInterceptor(next -> new AnthropicTransport(handler)));
    }

    @SuppressWarnings("unchecked") // the copy is of the interface that the original has
    private static <C> C copy(C client, Consumer<ClientOptions.Builder> change) {
        if (client instanceof AnthropicClient sync) {
            return (C) sync.withOptions(change);
        }
        if (client instanceof AnthropicClientAsync async) {
            return (C) async.withOptions(change);
        }
        throw new IllegalArgumentException("anthropic() takes an AnthropicClient or an AnthropicClientAsync, not a "
                + client.getClass().getName());
    }
}
