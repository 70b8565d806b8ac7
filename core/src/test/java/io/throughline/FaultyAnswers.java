package io.throughline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.throughline.testkit.Gate;
import io.throughline.testkit.Script;
import io.throughline.wire.EventStreamFrame;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** What a provider of one dialect says, well or ill: sixty tokens, {@code w0} to {@code w59}. */
enum FaultyAnswers {
    CHAT {
        @Override
        Script opened(Script script) {
            return script;
        }

        @Override
        Script token(Script script, int i) {
            return script.event(
                    "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"w"
                            + i + " \"}}]}");
        }

        @Override
        Script ended(Script script) {
            return script.event("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\","
                            + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
                    .event("[DONE]");
        }

        @Override
        String whole() {
            return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"w0 w59\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
        }

        @Override
        String error() {
            return "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":503}}";
        }

        @Override
        Script failing(Script script) {
            return script.event(error());
        }
    },

    /** Messages as Bedrock streams them: each event in a frame, as Base64. */
    INVOKE {
        @Override
        Script opened(Script script) {
            return chunk(
                    chunk(
                            script,
                            "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
                                    + "\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}"),
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
        }

        @Override
        Script token(Script script, int i) {
            return chunk(
                    script,
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"w" + i
                            + " \"}}");
        }

        @Override
        Script ended(Script script) {
            Script closed = chunk(script, "{\"type\":\"content_block_stop\",\"index\":0}");
            Script told = chunk(
                    closed,
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":60}}");
            return chunk(told, "{\"type\":\"message_stop\"}");
        }

        @Override
        String whole() {
            return MESSAGES.whole();
        }

        @Override
        String error() {
            return "{\"message\":\"overloaded\"}";
        }

        @Override
        Script failing(Script script) {
            return script.write(EventStreamFrame.exception("serviceUnavailableException", error().getBytes(UTF_8)));
        }

        @Override
        Script streaming() {
            return frames();
        }

        @Override
        Script malformed(Script script) {
            return script.write(EventStreamFrame.event("chunk", "{\"byt".getBytes(UTF_8)));
        }

        private static Script chunk(Script script, String event) {
            String bytes = Base64.getEncoder().encodeToString(event.getBytes(UTF_8));
            return script.write(EventStreamFrame.event("chunk", ("{\"bytes\":\"" + bytes + "\"}").getBytes(UTF_8)));
        }
    },

    CONVERSE {
        @Override
        Script opened(Script script) {
            return frame(script, "messageStart", "{\"role\":\"assistant\"}");
        }

        @Override
        Script token(Script script, int i) {
            return frame(script, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"w" + i + " \"}}");
        }

        @Override
        Script ended(Script script) {
            Script closed = frame(script, "contentBlockStop", "{\"contentBlockIndex\":0}");
            Script stopped = frame(closed, "messageStop", "{\"stopReason\":\"end_turn\"}");
            return frame(stopped, "metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":60,\"totalTokens\":61}}");
        }

        @Override
        String whole() {
            return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"w0 w59\"}]}},"
                    + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":1,\"outputTokens\":2,\"totalTokens\":3}}";
        }

        @Override
        String error() {
            return INVOKE.error();
        }

        @Override
        Script failing(Script script) {
            return INVOKE.failing(script);
        }

        @Override
        Script streaming() {
            return frames();
        }

        @Override
        Script malformed(Script script) {
            return frame(script, "contentBlockDelta", "{\"contentBlockIndex\":0,\"del");
        }

        private static Script frame(Script script, String type, String json) {
            return script.write(EventStreamFrame.event(type, json.getBytes(UTF_8)));
        }
    },

    MESSAGES {
        @Override
        Script opened(Script script) {
            return named(
                    named(
                            script,
                            "message_start",
                            "\"message\":{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],"
                                    + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"),
                    "content_block_start",
                    "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
        }

        @Override
        Script token(Script script, int i) {
            return named(
                    script,
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"w" + i + " \"}");
        }

        @Override
        Script ended(Script script) {
            Script closed = named(script, "content_block_stop", "\"index\":0");
            Script told = named(
                    closed,
                    "message_delta",
                    "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":60}");
            return told.write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        }

        @Override
        String whole() {
            return "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\","
                    + "\"text\":\"w0 w59\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}";
        }

        @Override
        String error() {
            return "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
        }

        @Override
        Script failing(Script script) {
            return named(script, "error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
        }

        private static Script named(Script script, String type, String fields) {
            return script.write("event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n");
        }
    };

    /** Begins a stream. */
    abstract Script opened(Script script);

    /** Says one token. */
    abstract Script token(Script script, int i);

    /** Ends a stream as it should end. */
    abstract Script ended(Script script);

    /** Returns a whole answer. */
    abstract String whole();

    /** Returns an error's body. */
    abstract String error();

    /** Begins a stream with an error. */
    abstract Script failing(Script script);

    /** Begins an answer that is a stream. */
    Script streaming() {
        return Script.eventStream();
    }

    /** Says what can't be read. */
    Script malformed(Script script) {
        return script.event("{\"id\":\"c1\",\"choices\":[{\"del");
    }

    private static Script frames() {
        return Script.status(200)
                .header("content-type", "application/vnd.amazon.eventstream")
                .chunked();
    }

    /** Returns a stream as it should be. */
    Script stream() {
        return ended(tokens(streaming(), 60));
    }

    /** Returns the tokens from the fortieth on: what one says that goes on. */
    Script rest() {
        Script longer = opened(streaming());
        for (int i = 40; i < 60; i++) {
            longer = token(longer, i);
        }
        return ended(longer);
    }

    /**
     * Returns a stream that breaks after forty tokens.
     *
     * @param how {@code cut}, {@code stall}, {@code error}, {@code end}, {@code malformed}
     * @param seen opens when the client has seen all that was sent
     */
    Script broken(String how, Gate seen) {
        Script begun = tokens(streaming(), 40);
        return switch (how) {
            case "cut" -> begun.hold(seen).reset();
            case "stall" -> begun.stall();
            case "error" -> failing(begun);
            case "end" -> begun;
            case "malformed" -> malformed(begun);
            default -> throw new IllegalArgumentException(how);
        };
    }

    /**
     * Returns what a provider does that has a fault.
     *
     * @param fault its name
     * @param streamed whether a stream was asked for
     * @param seen opens when the client has seen all that was sent
     */
    Script script(String fault, boolean streamed, Gate seen) {
        String half = whole().substring(0, 40);
        Script head = streamed ? Script.eventStream() : unary(whole().length());
        return switch (fault) {
            case "reset before headers" -> Script.raw().reset();
            case "reset after headers" -> head.write("").reset();
            case "429 in seconds" -> failed(429).header("retry-after", "1").sized(error());
            case "429 as a date" ->
                failed(429).header("retry-after", inTwoMinutes()).sized(error());
            case "502 HTML" ->
                Script.status(502).header("content-type", "text/html").sized("<html>bad</html>");
            case "400", "401", "500", "529" -> failed(Integer.parseInt(fault)).sized(error());
            case "silence before the first byte" -> Script.neverAnswer();
            case "silence in the middle" ->
                streamed ? tokens(head, 40).stall() : head.write(half).stall();
            case "cut after 40 of 60 tokens" ->
                streamed
                        ? tokens(head, 40).hold(seen).reset()
                        : head.write(half).reset();
            case "slow drip" -> streamed ? drip(head) : dripped(head);
            case "wrong content length" ->
                streamed
                        ? tokens(
                                        Script.status(200)
                                                .header("content-type", "text/event-stream")
                                                .contentLength(1_000_000),
                                        40)
                                .close()
                        : unary(1_000_000).write(whole()).close();
            case "error in 200" -> streamed ? failing(head) : Script.json(error());
            case "redirect" ->
                Script.status(307).header("location", "http://127.0.0.1:1/").contentLength(0);
            case "malformed event" -> ended(tokens(head, 40).event("{\"id\":\"c1\",\"choices\":[{\"del"));
            default -> throw new IllegalArgumentException(fault);
        };
    }

    private Script tokens(Script script, int count) {
        Script longer = opened(script);
        for (int i = 0; i < count; i++) {
            longer = token(longer, i);
        }
        return longer;
    }

    private Script drip(Script script) {
        Script longer = opened(script);
        for (int i = 50; i < 60; i++) {
            longer = token(longer, i).pause(Duration.ofMillis(60));
        }
        return ended(longer);
    }

    private Script dripped(Script head) {
        Script longer = head;
        int step = whole().length() / 5 + 1;
        for (int at = 0; at < whole().length(); at += step) {
            longer = longer.write(whole().substring(at, Math.min(whole().length(), at + step)))
                    .pause(Duration.ofMillis(20));
        }
        return longer;
    }

    private static Script unary(int length) {
        return Script.status(200).header("content-type", "application/json").contentLength(length);
    }

    private static Script failed(int status) {
        return Script.status(status).header("content-type", "application/json");
    }

    private static String inTwoMinutes() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(2));
    }
}
