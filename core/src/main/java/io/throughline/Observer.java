package io.throughline;

import io.throughline.record.Recording;
import io.throughline.wire.ByteBudget;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the calls that an application makes itself. Whatever goes wrong in the watching is counted and logged, and the call goes on as if
 * nobody had watched. Leaves the thread it is on only where the answer comes sooner than a shared index tells of the call's trace. Safe for use by many
 * threads.
 */
final class Observer {
    private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

    private final ClientCalls calls;
    private final Function<String, Recording> recordings;
    private final Joining joining;
    private final ByteBudget requests;
    private final ByteBudget answers;
    private final long maxRequestBytes;
    private final LongAdder faults;

    /**
     * Makes an observer.
     *
     * @param calls knows the providers' calls
     * @param recordings begins the recording of a call in a dialect
     * @param joining finds the calls' traces
     * @param requests what the requests of all calls in memory share
     * @param answers what the whole answers of all calls in memory share
     * @param maxRequestBytes up to which size a request is recorded
     * @param faults counts the calls that went unseen for a fault of ours
     */
    Observer(
            ClientCalls calls,
            Function<String, Recording> recordings,
            Joining joining,
            ByteBudget requests,
            ByteBudget answers,
            long maxRequestBytes,
            LongAdder faults) {
        this.calls = calls;
        this.recordings = recordings;
        this.joining = joining;
        this.requests = requests;
        this.answers = answers;
        this.maxRequestBytes = maxRequestBytes;
        this.faults = faults;
    }

    /** Lets a call go out as it is, and watches it. */
    CompletionStage<ProxyResponse> call(ProxyRequest outbound, Upstream client) {
        Optional<Observation> begun = begin(outbound);
        if (begun.isEmpty()) {
            return client.send(outbound);
        }
        Observation observation = begun.get();
        CompletionStage<ProxyResponse> answer;
        try {
            answer = client.send(observation.request());
        } catch (RuntimeException | Error e) {
            failed(observation, e);
            throw e;
        }
        return answer.whenComplete((response, failure) -> {
                    if (failure != null) {
                        failed(observation, failure);
                    }
                })
                .thenCompose(response -> watched(observation, response));
    }

    private Optional<Observation> begin(ProxyRequest outbound) {
        try {
            return calls.find(outbound).map(call -> {
                Recording recording = recordings.apply(call.dialect().name());
                return Observation.begin(call, outbound, recording, joining, requests, answers, maxRequestBytes);
            });
        } catch (RuntimeException | LinkageError e) {
            fault(e);
            return Optional.empty();
        }
    }

    private CompletionStage<ProxyResponse> watched(Observation observation, ProxyResponse response) {
        try {
            return observation.answered(response).exceptionally(e -> {
                fault(e);
                return response;
            });
        } catch (RuntimeException | LinkageError e) {
            fault(e);
            return CompletableFuture.completedStage(response);
        }
    }

    private void failed(Observation observation, Throwable cause) {
        try {
            observation.failed(cause);
        } catch (RuntimeException | LinkageError e) {
            fault(e);
        }
    }

    /** Counts a call that goes unseen. */
    void fault(Throwable cause) {
        faults.increment();
        if (faults.sum() == 1) {
            LOG.warn("A call could not be observed; it went on without. Further ones are counted alone", cause);
        }
    }
}
