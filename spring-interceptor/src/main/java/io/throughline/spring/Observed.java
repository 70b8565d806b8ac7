package io.throughline.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.throughline.ProxyRequest;
import io.throughline.Throughline;
import io.throughline.record.CallRecord;
import io.throughline.record.CallWatch;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call as Micrometer observes it, from the request to the end of the answer's body. A call that somebody observes as a model's already, as
 * Spring AI does, is not observed a second time.
 */
final class Observed implements CallWatch {
    private static final ModelConvention CONVENTION = new ModelConvention();

    private final Throughline throughline;
    private final Observation observation;
    private final ModelCall call;
    private final AtomicBoolean over = new AtomicBoolean();

    private Observed(Throughline throughline, Observation observation, ModelCall call) {
        this.throughline = throughline;
        this.observation = observation;
        this.call = call;
    }

    /**
     * Begins to observe a call. Where the application's registry fails, that is counted, and nobody observes it.
     *
     * @param parent in which it is made; the registry's current one where there is none
     */
    static Observed begin(
            Throughline throughline, ObservationRegistry registry, ProxyRequest request, @Nullable Observation parent) {
        ModelCall call = new ModelCall(request.target());
        try {
            return new Observed(throughline, begun(registry, call, parent), call);
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
            return new Observed(throughline, Observation.NOOP, call);
        }
    }

    private static Observation begun(ObservationRegistry registry, ModelCall call, @Nullable Observation parent) {
        Observation within = parent == null ? registry.getCurrentObservation() : parent;
        if (registry.isNoop() || isObserved(within)) {
            return Observation.NOOP;
        }
        Observation observation = Observation.createNotStarted(CONVENTION, () -> call, registry);
        if (within != null) {
            observation.parentObservation(within);
        }
        return observation.start();
    }

    /** Returns the call, to be made with this watching it. */
    ProxyRequest watched(ProxyRequest request) {
        return new ProxyRequest(
                request.method(),
                request.target(),
                request.headers(),
                request.body(),
                request.attributes().with(CallWatch.KEY, this));
    }

    /** Returns the observation itself. */
    Observation observation() {
        return observation;
    }

    /** Makes this the thread's current observation, until it is closed. */
    Within open() {
        Observation.Scope scope = opened();
        return () -> quietly(scope::close);
    }

    private Observation.Scope opened() {
        try {
            return observation.openScope();
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
            return Observation.Scope.NOOP;
        }
    }

    /** Notes what the client threw. */
    void failed(Throwable thrown) {
        quietly(() -> observation.error(thrown));
    }

    /** Notes that an answer came; one without a call's id is nobody's to tell of. */
    void answered(boolean seen) {
        if (!seen) {
            ended(Optional.empty());
        }
    }

    @Override
    public void ended(Optional<CallRecord> record) {
        if (over.compareAndSet(false, true)) {
            call.ended(record);
            quietly(observation::stop);
        }
    }

    /** What listens to observations is the application's, but the call is none of its business. */
    private void quietly(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException | LinkageError e) {
            throughline.wentUnseen(e);
        }
    }

    private static boolean isObserved(@Nullable ObservationView within) {
        for (ObservationView each = within;
                each != null;
                each = each.getContextView().getParentObservation()) {
            if (ModelConvention.NAME.equals(each.getContextView().getName())) {
                return true;
            }
        }
        return false;
    }

    /** The time in which an observation is a thread's current one. */
    @FunctionalInterface
    interface Within extends AutoCloseable {
        @Override
        void close();
    }
}
