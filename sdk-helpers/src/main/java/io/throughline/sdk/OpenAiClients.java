package io.throughline.sdk;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import java.util.function.Consumer;

/** Copies of OpenAI's clients that call Throughline. */
final class OpenAiClients {
    /** No such host: what is sent through the handler goes nowhere else. */
    private static final String IN_PROCESS = "http://throughline.invalid/v1";

    private OpenAiClients() {}

    static <C> C remote(C client, Remote remote, Scope scope) {
        return copy(client, options -> {
            // version 3 keeps the credential among the headers, version 4 beside them: it is replaced in both
            options.baseUrl(remote.uri("/v1").toString())
                    .apiKey(remote.key().reveal())
                    .removeHeaders("api-key")
                    .removeHeaders("Authorization")
                    .putHeader("Authorization", "Bearer " + remote.key().reveal());
            scope.headers().forEach(options::replaceHeaders);
        });
    }

    static <C> C inProcess(C client, InProcess handler) {
        return copy(client, options -> options.baseUrl(IN_PROCESS).httpClient(new OpenAiTransport(handler)));
    }

    @SuppressWarnings("unchecked") // the copy is of the interface that the original has
    private static <C> C copy(C client, Consumer<ClientOptions.Builder> change) {
        if (client instanceof OpenAIClient sync) {
            return (C) sync.withOptions(change);
        }
        if (client instanceof OpenAIClientAsync async) {
            return (C) async.withOptions(change);
        }
        throw new IllegalArgumentException("openai() takes an OpenAIClient or an OpenAIClientAsync, not a "
                + client.getClass().getName());
    }
}
