package io.throughline.sdk;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.Timeout;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import java.lang.reflect.Method;
import java.util.Optional;

/** What anthropic-java 2 and 3 say differently: 3 answers with optionals where 2 answers with null. */
final class AnthropicVersions {
    private static final Method BODY = method(HttpRequest.class, "body");
    private static final Method TIMEOUT = method(RequestOptions.class, "timeout", "getTimeout");

    private AnthropicVersions() {}

    static Optional<HttpRequestBody> body(HttpRequest request) {
        return value(BODY, request).map(HttpRequestBody.class::cast);
    }

    static Optional<Timeout> timeout(RequestOptions options) {
        return value(TIMEOUT, options).map(Timeout.class::cast);
    }

    private static Optional<?> value(Method method, Object from) {
        try {
            Object value = method.invoke(from);
            return value instanceof Optional<?> told ? told : Optional.ofNullable(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method + " of this anthropic-java can't be read", e);
        }
    }

    private static Method method(Class<?> type, String... names) {
        for (String name : names) {
            try {
                return type.getMethod(name);
            } catch (NoSuchMethodException e) {
                // another version's name
            }
        }
        throw new IllegalStateException("This anthropic-java is not known: " + type + " has no " + names[0] + "()");
    }
}
