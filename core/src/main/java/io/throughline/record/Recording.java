package io.throughline.record;

import io.throughline.access.Caller;
import io.throughline.dialect.Answer;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.Losses;
import io.throughline.thread.TraceIds;
import io.throughline.thread.TraceParent;
import io.throughline.thread.Uuid7;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call while it runs: the one mutable object of a call. It ends once, with the first of {@link #refused}, {@link
 * #failed}, {@link #clientLeft} and {@link #answered}; what comes later is ignored. Safe for use by many threads.
 */
public final class Recording {
    private final Recorder recorder;
    private final String id = Uuid7.next();
    private final CallClock clock = new CallClock();
    private final String inboundDialect;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Runnable> atEnd = new ArrayList<>(2);
    private final AttemptLog attempts = new AttemptLog(clock.received());

    private TraceIds ids = TraceIds.fresh();
    private @Nullable Caller caller;
    private Labels labels = Labels.none();
    private Optional<String> agent = Optional.empty();
    private Optional<String> agentVersion = Optional.empty();
    private Optional<String> user = Optional.empty();
    private boolean kept = true;
    private volatile CallWatch watch = call -> {};
    private RequestText request = new RequestText(new byte[0], false);
    private boolean streamed;
    private Optional<String> requestedModel = Optional.empty();
    private Optional<String> outboundDialect = Optional.empty();
    private Optional<String> provider = Optional.empty();
    private Optional<String> selectedModel = Optional.empty();
    private List<Losses.Loss> losses = List.of();
    private Optional<String> alias = Optional.empty();
    private Supplier<Answer> soFar = Answer::empty;
    private boolean cached;
    private int status;
    private long responseBytes;

    Recording(Recorder recorder, String inboundDialect) {
        this.recorder = recorder;
        this.inboundDialect = inboundDialect;
    }

    /** Returns the call's id. */
    public String id() {
        return id;
    }

    /** Returns where the call stands. */
    public synchronized TraceIds ids() {
        return ids;
    }

    /** Returns the chosen provider's name, once there is one. */
    public synchronized Optional<String> provider() {
        return provider;
    }

    /** Returns the dialect in which the provider is spoken to, once it is chosen. */
    public synchronized Optional<String> outboundDialect() {
        return outboundDialect;
    }

    /** Returns the chosen model, once there is one. */
    public synchronized Optional<String> selectedModel() {
        return selectedModel;
    }

    /** Returns the call as a span of W3C's, once it is known who calls. */
    public synchronized TraceParent span() {
        return ids.span(tenant(), kept);
    }

    /** Notes where the call stands. */
    public synchronized void joined(TraceIds found) {
        ids = found;
    }

    /**
     * Notes who calls.
     *
     * @param who the caller
     * @param agentName {@code X-Agent-Name}
     * @param externalUser {@code X-External-User-Id}
     * @param said what the caller says of the call
     */
    public synchronized void from(Caller who, Optional<String> agentName, Optional<String> externalUser, Labels said) {
        caller = who;
        agent = agentName;
        user = externalUser;
        labels = said;
    }

    /** Notes which version of its agent the call is of. */
    public synchronized void ofVersion(Optional<String> version) {
        agentVersion = version;
    }

    /** Notes who is told of the call's end. */
    public void watchedBy(CallWatch watcher) {
        watch = watcher;
    }

    /** Says that the caller wants no record of this call; it is counted all the same. */
    public synchronized void unkept() {
        kept = false;
    }

    /**
     * Notes the request.
     *
     * @param body the inbound body, decoded
     * @param model the model as the client named it
     * @param wantsStream whether the client asked for a stream
     */
    public synchronized void asked(byte[] body, Optional<String> model, boolean wantsStream) {
        request = new RequestText(body, false);
        requestedModel = model;
        streamed = wantsStream;
    }

    /** Notes that the request's body was read to its end, and is one JSON value. */
    public synchronized void scanned() {
        request = new RequestText(request.bytes(), true);
    }

    /** Notes what was chosen. */
    public synchronized void routed(String dialect, String providerName, Optional<String> model) {
        outboundDialect = Optional.of(dialect);
        provider = Optional.of(providerName);
        selectedModel = model;
    }

    /** Notes what the provider could not take of the request, or is asked for in another way. */
    public synchronized void translated(List<Losses.Loss> told) {
        losses = told;
    }

    /** Returns what the provider could not take of the request, or is asked for in another way. */
    public synchronized List<Losses.Loss> losses() {
        return losses;
    }

    /** Returns the agent's name. */
    public synchronized Optional<String> agent() {
        return agent;
    }

    /** Returns the application's user. */
    public synchronized Optional<String> user() {
        return user;
    }

    /** Notes that the answer was kept from an earlier call. */
    public synchronized void fromCache() {
        cached = true;
    }

    /** Returns whether the answer was kept from an earlier call. */
    public synchronized boolean isCached() {
        return cached;
    }

    /** Says where the answer can be seen while it comes. */
    public synchronized void following(Supplier<Answer> answer) {
        soFar = answer;
    }

    /** Returns the answer as far as it has come and is read at once. */
    public Answer soFar() {
        Supplier<Answer> followed;
        synchronized (this) {
            followed = soFar;
        }
        return followed.get();
    }

    /** Notes the span that the attempt under way is, or the next one. */
    public synchronized void attemptIs(String spanId) {
        attempts.spanIs(spanId);
    }

    /** Notes that the request goes to the provider now; once for each attempt. */
    public synchronized void sent() {
        sent(Duration.ZERO);
    }

    /** Notes that the request that went to the provider so long ago is the one that counts from now on. */
    public synchronized void sent(Duration ago) {
        Instant then = clock.now().minus(ago);
        clock.sentAt(then);
        attempts.began(then);
    }

    /** Notes an attempt that ran beside the one under way, and is over. */
    public synchronized void attemptedBeside(CallRecord.Attempt attempt) {
        attempts.beside(attempt);
    }

    /** Notes that the provider answered with headers. */
    public synchronized void headersCame(int upstreamStatus) {
        Instant now = clock.now();
        clock.headersAt(now);
        attempts.headersCame(target(), upstreamStatus, now);
    }

    /** Notes why the attempt under way failed, if one is and nothing was noted before: with headers or without. */
    public synchronized void attemptFailed(String errorClass) {
        attemptFailed(errorClass, Optional.empty());
    }

    /**
     * Notes why the attempt under way failed.
     *
     * @param errorClass why
     * @param used the tokens it is paid for all the same
     */
    public synchronized void attemptFailed(String errorClass, Optional<Usage> used) {
        attempts.failed(target(), errorClass, used, clock.now());
    }

    /** Notes that the answer broke after so many characters of its text, and the target that is noted now goes on. */
    public synchronized void continuedAt(long characters) {
        attempts.continuedAt(characters, target());
    }

    /** Notes the tokens that an attempt is paid for although its answer is not the one that counts; it is told by its place in {@link #attempts}. */
    public synchronized void used(int attempt, Usage tokens) {
        attempts.used(attempt, tokens);
    }

    /** Returns where the answer broke and another target went on, in order. */
    public synchronized List<CallRecord.Continued> continued() {
        return attempts.continued();
    }

    /** Returns the attempts so far, in order. */
    public synchronized List<CallRecord.Attempt> attempts() {
        return attempts.all();
    }

    /** Notes the alias by which the call was routed. */
    public synchronized void routedBy(String aliasName) {
        alias = Optional.of(aliasName);
    }

    /** Returns the alias by which the call was routed. */
    public synchronized Optional<String> alias() {
        return alias;
    }

    /** Returns the caller's tags. */
    public synchronized Map<String, String> tags() {
        return labels.tags();
    }

    /** Returns how long ago the call came in. */
    public Duration age() {
        return clock.age();
    }

    /** Notes the status the client gets. */
    public synchronized void answering(int downstreamStatus) {
        status = downstreamStatus;
    }

    /** Notes that a piece of content went by. */
    public synchronized void tokenPassed() {
        clock.tokenPassed();
    }

    /** Runs {@code action} once the call is over; at once if it is. */
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (!over.get()) {
                atEnd.add(action);
                return;
            }
        }
        action.run();
    }

    /** Notes that bytes of the answer went by. */
    public synchronized void bytesPassed(int count) {
        responseBytes += count;
    }

    /** Ends the call: it was refused here. */
    public void refused(ModelError error) {
        answering(error.status());
        end(CallRecord.Outcome.REFUSED, Optional.of(error), Answer::empty);
    }

    /** Ends the call: the provider failed, before its answer or in the middle of it. */
    public void failed(ModelError error, Reading soFar) {
        attemptFailed(error.code().orElse("answer"));
        end(CallRecord.Outcome.FAILED, Optional.of(error), soFar);
    }

    /** Ends the call: the client left. */
    public void clientLeft(Reading soFar) {
        end(CallRecord.Outcome.CLIENT_LEFT, Optional.empty(), soFar);
    }

    /** Ends the call: the client has the whole answer, which may tell of an error itself. */
    public void answered(Reading answer) {
        end(CallRecord.Outcome.COMPLETED, Optional.empty(), answer);
    }

    private void end(CallRecord.Outcome outcome, Optional<ModelError> error, Reading answer) {
        List<Runnable> actions;
        synchronized (this) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            actions = List.copyOf(atEnd);
        }
        Instant ended = clock.now();
        recorder.take(new Recorder.Making(
                isKept(), weight(), () -> record(outcome, error, answer.answer(), ended), answer::forget, watch));
        actions.forEach(Runnable::run);
    }

    private synchronized long weight() {
        return request.length() + responseBytes;
    }

    /** Returns whether the call goes on record. */
    public synchronized boolean isKept() {
        return kept;
    }

    private synchronized CallRecord record(
            CallRecord.Outcome outcome, Optional<ModelError> error, Answer answer, Instant ended) {
        Optional<ModelError> told = answer.error().or(answer::brokenOff);
        boolean failedAnswer = outcome == CallRecord.Outcome.COMPLETED && (told.isPresent() || status >= 400);
        Optional<Caller> known = Optional.ofNullable(caller);
        CallRecord call = new CallRecord(
                id,
                new CallRecord.Trace(
                        ids.traceId(),
                        ids.threadId(),
                        ids.spanId(),
                        ids.parentSpanId(),
                        ids.matchedBy(),
                        Optional.of(span().traceId())),
                new CallRecord.Caller(
                        tenant(),
                        known.map(Caller::environment).orElse("default"),
                        known.flatMap(Caller::key),
                        agent,
                        agentVersion,
                        user),
                clock.times(ended),
                new CallRecord.Route(
                        inboundDialect,
                        outboundDialect,
                        requestedModel,
                        provider,
                        selectedModel,
                        streamed,
                        losses,
                        alias,
                        cached,
                        attempts.continued()),
                answer.error().isPresent() ? attempts.upToAnError() : attempts.all(),
                recorder.request(request),
                status,
                recorder.content(answer),
                failedAnswer ? CallRecord.Outcome.FAILED : outcome,
                error.or(() -> told.map(Recording::ofTheProvider)),
                new CallRecord.Bytes(request.length(), responseBytes),
                recorder.labels(labels),
                Optional.empty(),
                Optional.empty());
        return recorder.priced(call, answer);
    }

    private String tenant() {
        return caller == null ? "default" : caller.tenant();
    }

    /** A key that a provider refuses is one of ours, not the caller's. */
    private static ModelError ofTheProvider(ModelError error) {
        return error.kind() == ModelError.Kind.AUTHENTICATION
                ? new ModelError(
                        ModelError.Kind.UPSTREAM_AUTHENTICATION,
                        error.status(),
                        error.message(),
                        error.param(),
                        error.code())
                : error;
    }

    private String target() {
        return provider.orElse("") + selectedModel.map(model -> "/" + model).orElse("");
    }

    /** The answer of a call that is over, read when its record is made, or never. */
    @FunctionalInterface
    public interface Reading {
        /** Reads the answer. */
        Answer answer();

        /** Lets go of what the answer would have been read from: the record was dropped. */
        default void forget() {}
    }
}
