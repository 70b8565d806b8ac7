package io.throughline.echo;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.ProxyRequest;
import io.throughline.ProxyResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** The provider's endpoints, found by how the path ends. */
final class EchoEndpoints {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private final EchoDialect chat = new ChatDialect();
    private final EchoDialect responses = new ResponsesDialect();
    private final MessagesDialect messages = new MessagesDialect();
    private final EchoTimer timer;
    private final Clock clock;

    EchoEndpoints(EchoTimer timer, Clock clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /** Answers a request whose body has come. */
    EchoReply answer(ProxyRequest request, byte[] body) {
        String path = request.target().getPath();
        EchoDialect dialect = dialect(request, path == null ? "" : path);
        try {
            return route(request, path == null ? "" : path, body, dialect);
        } catch (RefusedException refusal) {
            return error(dialect, refusal.error(), Duration.ZERO, 1);
        }
    }

    private EchoDialect dialect(ProxyRequest request, String path) {
        if (path.endsWith("/messages") || path.endsWith("/messages/count_tokens")) {
            return messages;
        }
        if (path.endsWith("/responses")) {
            return responses;
        }
        return path.contains("/models") && request.headers().contains("anthropic-version") ? messages : chat;
    }

    private EchoReply route(ProxyRequest request, String path, byte[] body, EchoDialect dialect) {
        int models = path.lastIndexOf("/models");
        if (path.endsWith("/messages/count_tokens")) {
            return whole(dialect, messages.tokens(posted(request, body)));
        }
        if (path.endsWith("/chat/completions") || path.endsWith("/responses") || path.endsWith("/messages")) {
            return generate(dialect, posted(request, body));
        }
        if (path.endsWith("/embeddings")) {
            return whole(dialect, Embeddings.answer(posted(request, body)));
        }
        if (models >= 0 && request.method().equals("GET")) {
            return models(dialect, path.substring(models + "/models".length()));
        }
        throw refused(404, request.method().toUpperCase(Locale.ROOT) + " " + path + " is not there");
    }

    private EchoReply generate(EchoDialect dialect, JsonNode body) {
        EchoRequest request = dialect.read(body);
        EchoDirectives directives = request.directives();
        int retryAfter = directives.retryAfter();
        if (directives.fail().isPresent() && directives.failAfter().isEmpty()) {
            EchoError error = EchoError.simulated(directives.fail().getAsInt());
            return error(dialect, error, directives.headers(), retryAfter);
        }
        EchoScript script = ScriptComposer.compose(request, dialect::callId);
        AnswerWriter writer = dialect.writer(request, clock.instant());
        if (request.stream()) {
            Body events = new Body.Push(new PacedPublisher(script, writer, timer), OptionalLong.empty());
            Headers headers = headers(dialect, EVENTS).with("cache-control", "no-cache");
            return new EchoReply.Answered(directives.headers(), new ProxyResponse(200, headers, events));
        }
        Duration after = directives.headers().plus(script.duration());
        if (script.end() instanceof Step.Fail failure) {
            return error(dialect, failure.error(), after, retryAfter);
        } else if (script.end() instanceof Step.Cut) {
            return new EchoReply.Broken(after);
        } else if (script.end() instanceof Step.Stall) {
            return new EchoReply.Silent();
        }
        return response(dialect, after, writer.whole(script.answer()));
    }

    private static EchoReply models(EchoDialect dialect, String rest) {
        boolean anthropic = dialect instanceof MessagesDialect;
        if (rest.isEmpty() || rest.equals("/")) {
            return whole(dialect, anthropic ? Models.anthropic() : Models.openAi());
        }
        String id = rest.substring(1);
        if (!rest.startsWith("/") || !EchoModel.ids().contains(id)) {
            throw refused(404, "there is no model '" + id + "'");
        }
        return whole(dialect, anthropic ? Models.anthropic(id) : Models.openAi(id));
    }

    private static JsonNode posted(ProxyRequest request, byte[] body) {
        if (!request.method().equals("POST")) {
            throw refused(405, "this path takes POST alone");
        }
        return Json.object(body).orElseThrow(() -> refused(400, "the body is not a JSON object"));
    }

    private static EchoReply error(EchoDialect dialect, EchoError error, Duration after, int retryAfter) {
        Headers headers = headers(dialect, JSON);
        if (error.isTransient()) {
            headers = headers.with("retry-after", Integer.toString(retryAfter));
        }
        Body body = Body.of(dialect.error(error));
        return new EchoReply.Answered(after, new ProxyResponse(error.status(), headers, body));
    }

    private static EchoReply whole(EchoDialect dialect, byte[] body) {
        return response(dialect, Duration.ZERO, body);
    }

    private static EchoReply response(EchoDialect dialect, Duration after, byte[] body) {
        return new EchoReply.Answered(after, new ProxyResponse(200, headers(dialect, JSON), Body.of(body)));
    }

    private static Headers headers(EchoDialect dialect, String contentType) {
        return Headers.of("content-type", contentType, dialect.requestIdHeader(), Ids.hex("req_", 32));
    }

    private static RefusedException refused(int status, String message) {
        return new RefusedException(new EchoError(status, message, null));
    }
}
