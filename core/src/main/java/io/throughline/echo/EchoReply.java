package io.throughline.echo;

import io.throughline.ProxyResponse;
import java.time.Duration;

/** What comes of a request, and when. */
sealed interface EchoReply {
    /** A response, whose headers are there after a while. */
    record Answered(Duration after, ProxyResponse response) implements EchoReply {}

    /** A broken connection instead of headers, after a while. */
    record Broken(Duration after) implements EchoReply {}

    /** Nothing at all. */
    record Silent() implements EchoReply {}
}
