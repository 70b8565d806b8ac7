package io.throughline;

import io.throughline.ThroughlineContext.Captured;
import io.throughline.access.Caller;
import io.throughline.dialect.Answer;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.RefusedException;
import io.throughline.record.AnswerTap;
import io.throughline.record.CallRecord;
import io.throughline.record.CallWatch;
import io.throughline.record.Labels;
import io.throughline.record.Recording;
import io.throughline.thread.CallingContext;
import io.throughline.thread.CurrentSpan;
import io.throughline.thread.TraceIds;
import io.throughline.wire.ByteBudget;
import io.throughline.wire.RequestScan;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * What is seen of one call that an application makes itself.
 *
 * @param call what is called
 * @param request the request to send: the application's, its body watched where it is a stream
 * @param recording what the call is recorded in
 * @param answers what all whole answers in memory share
 * @param place where the call stands
 */
record Observation(
        ClientCall call, ProxyRequest request, Recording recording, ByteBudget answers, ObservedPlace place) {
    private static final Pattern MODEL = Pattern.compile("[ -~]{1,256}");

    /** Begins to watch a call that is about to be sent. */
    static Observation begin(
            ClientCall call,
            ProxyRequest outbound,
            Recording recording,
            Joining joining,
            ByteBudget requests,
            ByteBudget answers,
            long maxRequestBytes) {
        Headers headers = outbound.headers();
        outbound.attributes().get(CallWatch.KEY).ifPresent(recording::watchedBy);
        Optional<Captured> context = CallingContext.of(outbound.attributes());
        if (TraceIds.malformed(headers).isEmpty()) {
            recording.joined(TraceIds.of(headers, context));
        }
        Optional<String> user = headers.first("x-external-user-id").or(() -> context.flatMap(Captured::user));
        Caller caller = outbound.attributes().get(Caller.KEY).orElseGet(Caller::inProcess);
        recording.from(caller, headers.first("x-agent-name").filter(Entrance::isAgent), user, Labels.none());
        ObservedPlace place = new ObservedPlace(joining, CurrentSpan.of(outbound.attributes()), caller, recording);
        recording.routed(call.dialect().name(), call.provider().name(), call.model());
        ProxyRequest request = outbound;
        if (outbound.body() instanceof Body.Bytes whole) {
            asked(call, whole.bytes(), headers, maxRequestBytes, recording, place);
        } else {
            RequestTap tap = new RequestTap(
                    maxRequestBytes, requests, body -> asked(call, body, headers, maxRequestBytes, recording, place));
            recording.onEnd(tap::forget);
            request = outbound.with(outbound.body().tapped(tap));
        }
        recording.sent();
        return new Observation(call, request, recording, answers, place);
    }

    /** Returns the answer with the call's ids, its body watched: at once, unless it is still looked up where the call stands. */
    CompletionStage<ProxyResponse> answered(ProxyResponse response) {
        recording.headersCame(response.status());
        if (response.status() >= 400) {
            recording.attemptFailed(CallRecord.Attempt.STATUS);
        }
        recording.answering(response.status());
        return place.answered().thenApply(heard -> watched(response, heard));
    }

    private ProxyResponse watched(ProxyResponse response, Heard heard) {
        recording.onEnd(heard::end);
        Tap tap = new AnswerTap(
                recording,
                call.dialect(),
                call.provider().usage(),
                response.status(),
                response.headers(),
                answers,
                this::hasLeft,
                heard,
                call.isConversation() && !call.isArray(response) ? Optional.of(heard::whole) : Optional.empty());
        Body body = response.body();
        if (call.isArray(response)) {
            body = body.tapped(new ArrayTap(call.dialect(), call.provider().usage(), response.headers(), heard));
        }
        return OurHeaders.on(response, recording).with(body.tapped(tap));
    }

    /** Notes that there is no answer. */
    void failed(Throwable thrown) {
        Throwable cause = Failures.cause(thrown);
        if (hasLeft() || cause instanceof CancellationException) {
            recording.attemptFailed("client_left");
            recording.clientLeft(Answer::empty);
            return;
        }
        recording.attemptFailed(Failures.kind(cause));
        ModelError error = ModelError.of(ModelError.Kind.UPSTREAM, "The application's client got no answer");
        recording.answering(error.status());
        recording.failed(error, Answer::empty);
    }

    private boolean hasLeft() {
        return Cancellation.hasLeft(request.attributes());
    }

    private static void asked(
            ClientCall call, byte[] sent, Headers headers, long limit, Recording recording, ObservedPlace place) {
        byte[] body = plain(sent, headers, limit);
        Optional<String> model = call.model();
        boolean streamed = call.streamed();
        RequestScan read = RequestScan.of(body);
        if (read instanceof RequestScan.Routable scan) {
            model = model.or(() -> Optional.of(scan.model()));
            streamed = streamed || scan.stream().orElse(false);
        }
        Optional<String> name = model.filter(it -> MODEL.matcher(it).matches());
        recording.asked(body, name, streamed);
        if (read instanceof RequestScan.Routable) {
            recording.scanned();
        }
        recording.routed(call.dialect().name(), call.provider().name(), name);
        if (call.isConversation()) {
            place.asked(call.conversation(), body);
        }
    }

    private static byte[] plain(byte[] sent, Headers headers, long limit) {
        try {
            return RequestCoding.decoded(sent, headers, limit);
        } catch (RefusedException e) {
            return new byte[0]; // the provider understands what we don't: there is nothing to record of it
        }
    }
}
