package io.throughline;

import io.throughline.http.ApacheUpstream;
import io.throughline.provider.Provider;
import io.throughline.record.AnswerTap;
import io.throughline.record.Recording;
import io.throughline.route.Alias;
import io.throughline.route.Itinerary;
import io.throughline.route.Routing;
import io.throughline.route.Timekeeper;
import io.throughline.route.Timeouts;
import io.throughline.wire.ByteBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * Sends a call to one target after another until one answers: the one owner of repetitions and fallback. All of them happen before the first byte of an
 * answer is passed on; from then on there is no way back. Safe for use by many threads; nothing waits on a thread.
 */
final class Attempts {
    private static final Set<String> QUICK = Set.of("identity", "gzip", "deflate");

    /** Where an attempt that had to wait is begun over a transport that may block: never more at a time than threads wait for an answer. */
    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "throughline-attempt");
        thread.setDaemon(true);
        return thread;
    });

    private final OutboundWriter writer;
    private final Downstream downstream;
    private final Routing routing;
    private final Timekeeper time;
    private final BiFunction<Provider, Upstream, Upstream> transports;
    private final ByteBudget held;

    /**
     * Makes one.
     *
     * @param writer writes the request of each target
     * @param downstream makes of the answer the client's
     * @param routing how long providers may take
     * @param time the clock
     * @param transports carries calls to a provider, given the mount's transport
     * @param held what all beginnings of answers in memory share
     */
    Attempts(
            OutboundWriter writer,
            Downstream downstream,
            Routing routing,
            Timekeeper time,
            BiFunction<Provider, Upstream, Upstream> transports,
            ByteBudget held) {
        this.writer = writer;
        this.downstream = downstream;
        this.routing = routing;
        this.time = time;
        this.transports = transports;
        this.held = held;
    }

    /**
     * Sends a call. Fails as the last attempt did where that got no response.
     *
     * @param asked the call
     * @param itinerary where it may go
     * @param mounted the mount's transport
     * @param recording what the call is recorded in
     */
    CompletionStage<ProxyResponse> answer(Asked asked, Itinerary itinerary, Upstream mounted, Recording recording) {
        Tries.Call call = new Tries.Call(asked, itinerary, mounted, recording);
        return new Tries<ProxyResponse>(
                        this,
                        call,
                        step -> writer.write(asked, step, recording),
                        (made, response) -> delivered(call, made, response))
                .begin(itinerary.first());
    }

    /** Returns what carries one target's request. */
    Upstream upstream(Written made, Upstream mounted) {
        Upstream upstream = transports.apply(made.outbound().provider(), mounted);
        return made.outbound().way() instanceof Outbound.Way.Embed embed
                ? downstream.inParts(embed, upstream)
                : upstream;
    }

    Trial trial(Written made, Tries.Call call) {
        Outbound outbound = made.outbound();
        Timeouts timeouts = routing.timeouts(outbound.provider());
        Duration most = call.asked().streamed() ? timeouts.firstToken() : timeouts.total();
        return new Trial(
                outbound,
                upstream(made, call.mounted()),
                call.itinerary().patience(most),
                call.itinerary().deadline(),
                time,
                held);
    }

    /** Our own transport never blocks, and may go on where the clock ticks. */
    Executor executor(Upstream mounted) {
        return Unsent.carrier(mounted) instanceof ApacheUpstream ? Runnable::run : THREADS;
    }

    Timekeeper time() {
        return time;
    }

    OutboundWriter writer() {
        return writer;
    }

    private CompletionStage<ProxyResponse> delivered(Tries.Call call, Written made, ProxyResponse response) {
        return downstream.answer(
                call.watched(response, made.step()),
                made.outbound(),
                onwards(call, made, response),
                call.asked().finish(),
                call.recording());
    }

    /** Another target may go on with a text where the alias says so, and the stream can be read here. */
    private Optional<Downstream.Onwards> onwards(Tries.Call call, Written made, ProxyResponse response) {
        boolean wanted =
                call.itinerary().choice().alias().filter(Alias::continues).isPresent();
        boolean readable = AnswerTap.framing(response.headers()).isPresent()
                && QUICK.containsAll(response.headers().all("content-encoding"));
        return wanted && response.status() < 300 && readable
                ? writer.continuable(call.asked(), made.outbound(), call.recording())
                        .map(translation -> new Downstream.Onwards(translation, new Relief(this, call, made)))
                : Optional.empty();
    }
}
