package io.throughline.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.throughline.ProxyRequest;
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

    private final Observation observation;
    private final ModelCall call;
    private final AtomicBoolean over = new AtomicBoolean();

    private Observed(Observation observation, ModelCall call) {
        this.observation = observation;
        this.call = call;
    }

    /**
     * Begins to observe a call.
     *
     * @param parent in which it is made; the registry's current one where there is none
     */
    static Observed begin(ObservationRegistry registry, ProxyRequest request, @Nullable Observation parent) {
        ModelCall call = new ModelCall(request.target());
        Observation within = parent == null ? registry.getCurrentObservation() : parent;
        if (registry.isNoop() || isObserved(within)) {
            return new Observed(Observation.NOOP, call);
        }
        Observation observation = Observation.createNotStarted(CONVENTION, () -> call, registry);
        if (within != null) {
            observation.parentObservation(within);
        }
        return new Observed(observation.start(), call);
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

    /** Notes what the client threw. */
    void failed(Throwable thrown) {
        observation.error(thrown);
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
            observation.stop();
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
}
