package io.throughline.thread;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Body;
import io.throughline.Headers;
import io.throughline.Secret;
import io.throughline.dialect.Answer;
import io.throughline.mark.CleanRequest;
import io.throughline.mark.ToolStamp;
import io.throughline.thread.agents.Agent;
import io.throughline.thread.agents.Agents;
import io.throughline.thread.agents.Marking;
import io.throughline.thread.agents.PseudoModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thousands of conversations at once, of all kinds of clients: no call lands in a stranger's trace, and next to none is lost. */
class AgentSimulationTest {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSimulationTest.class);
    private static final String TENANT = "acme";

    private static final int CONVERSATIONS = 10_000;

    private final Map<String, Agent> owners = new ConcurrentHashMap<>();
    private final Map<String, Set<Agent>> members = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> matches = new ConcurrentSkipListMap<>();
    private final Map<String, Tally> tallies = new ConcurrentSkipListMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void referencesAndPrefixesTogetherFindTheTrace() throws Exception {
        Tally all = simulated("references, prefixes", Continuity.sources(), Marking.NONE);

        assertThat(all.wrong.get()).isZero();
        assertThat(all.right.get()).isGreaterThanOrEqualTo((int) (all.knowable.get() * 0.98));
        assertThat(all.knowable.get()).isGreaterThan(30_000);
    }

    @Test
    void allSourcesTogetherFindTheTrace() throws Exception {
        Tally all = simulated("all sources", Continuity.sources(), new Marking(true, true));

        assertThat(all.wrong.get()).isZero();
        assertThat(all.right.get()).isGreaterThanOrEqualTo((int) (all.knowable.get() * 0.995));
    }

    @Test
    void eachSourceAloneIsNeverWrong() throws Exception {
        Tally headers =
                simulated("header alone", List.of(new HeaderSource()), Marking.NONE, AgentSimulationTest::named);
        Tally references = simulated("reference alone", List.of(new ReferenceSource()), Marking.NONE);
        Tally stamps = simulated("stamp alone", List.of(new StampSource()), new Marking(false, true));
        Tally signatures = simulated("signature alone", List.of(new SignatureSource()), new Marking(true, false));
        Tally prefixes = simulated("prefix alone", List.of(new ConversationPrefix()), Marking.NONE);

        assertThat(List.of(headers, references, stamps, signatures, prefixes)).allSatisfy(tally -> {
            assertThat(tally.wrong.get()).isZero();
            assertThat(tally.right.get()).isPositive();
        });
        assertThat(headers.right.get()).isEqualTo(headers.knowable.get());
        assertThat(prefixes.right.get()).isGreaterThanOrEqualTo((int) (prefixes.knowable.get() * 0.95));
    }

    /** What a client sends that keeps its conversation's id and says it each time. */
    private static TraceIds named(Agent agent) {
        return TraceIds.of(Headers.of("X-Trace-ID", agent.name()));
    }

    private Tally simulated(String name, List<TraceSource> sources, Marking marking) throws Exception {
        return simulated(name, sources, marking, agent -> TraceIds.fresh());
    }

    private Tally simulated(String name, List<TraceSource> sources, Marking marking, Function<Agent, TraceIds> told)
            throws Exception {
        tallies.clear();
        owners.clear();
        members.clear();
        matches.clear();
        ContinuityIndex index = new MemoryContinuityIndex(2_000_000, InstantSource.system());
        Continuity continuity = new Continuity(
                sources,
                index,
                ContinuityKeys.of(Secret.of("simulation")),
                Duration.ofHours(24),
                List.of(ToolStamp.FIELD));
        List<Agent> agents = Agents.some(CONVERSATIONS);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch done = new CountDownLatch(agents.size());
        agents.forEach(agent -> threads.execute(() -> step(agent, continuity, marking, told, threads, done)));
        assertThat(done.await(5, TimeUnit.MINUTES)).isTrue();
        threads.shutdown();
        assertThat(failure.get()).isNull();
        Tally all = new Tally();
        LOG.info(
                "{}",
                String.format(
                        "%-22s %-18s %8s %8s %8s %8s %8s", name, "", "calls", "knowable", "right", "wrong", "new"));
        tallies.forEach((kind, tally) -> {
            LOG.info("{}", String.format("%-22s %-18s %s", "", kind, tally));
            all.add(tally);
        });
        LOG.info("{}", String.format("%-22s %-18s %s", "", "all", all));
        LOG.info(
                "{} calls in all, found by {}",
                matches.values().stream().mapToLong(LongAdder::sum).sum(),
                matches);
        assertThat(members.values().stream().filter(it -> it.size() > 1))
                .as("traces that hold calls of more than one conversation, first calls included")
                .isEmpty();
        assertThat(tallies).as("kinds of clients").hasSizeGreaterThanOrEqualTo(12);
        return all;
    }

    /** One call, and then back in the queue: conversations go on side by side. */
    private void step(
            Agent agent,
            Continuity continuity,
            Marking marking,
            Function<Agent, TraceIds> told,
            ExecutorService threads,
            CountDownLatch done) {
        try {
            call(agent, continuity, marking, told);
            if (agent.isDone()) {
                done.countDown();
            } else {
                threads.execute(() -> step(agent, continuity, marking, told, threads, done));
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            done.countDown();
        }
    }

    private void call(Agent agent, Continuity continuity, Marking marking, Function<Agent, TraceIds> told) {
        Agent.Request request = agent.next();
        CleanRequest clean = marking.read(TENANT, request);
        ContinuedCall call = continuity.call(new JoinRequest(
                TENANT,
                Optional.empty(),
                told.apply(agent),
                request.dialect(),
                new Body.Bytes(request.body()),
                clean.stamps(),
                clean.signatures().stream()
                        .map(signed -> new TraceRef(signed.traceId(), signed.threadId()))
                        .toList()));
        TraceIds ids = call.join().toCompletableFuture().join();
        matches.computeIfAbsent(ids.matchedBy(), source -> new LongAdder()).increment();
        members.computeIfAbsent(ids.traceId(), trace -> ConcurrentHashMap.newKeySet())
                .add(agent);
        Answer answer = PseudoModel.answer(request.turns());
        call.served(ids).whole(answer);
        if (agent.isFollowing()) {
            tallies.computeIfAbsent(agent.kind(), kind -> new Tally()).count(agent, ids, owners.get(ids.traceId()));
        }
        owners.putIfAbsent(ids.traceId(), agent);
        agent.take(marking.marked(answer, TENANT, ids));
    }

    private static final class Tally {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger knowable = new AtomicInteger();
        final AtomicInteger right = new AtomicInteger();
        final AtomicInteger wrong = new AtomicInteger();
        final AtomicInteger fresh = new AtomicInteger();

        void count(Agent agent, TraceIds ids, @org.jspecify.annotations.Nullable Agent owner) {
            calls.incrementAndGet();
            if (agent.isKnowable()) {
                knowable.incrementAndGet();
                right.addAndGet(owner == agent ? 1 : 0);
                fresh.addAndGet(ids.matchedBy().equals("new") ? 1 : 0);
            }
            wrong.addAndGet(owner != agent && !ids.matchedBy().equals("new") ? 1 : 0);
        }

        void add(Tally other) {
            calls.addAndGet(other.calls.get());
            knowable.addAndGet(other.knowable.get());
            right.addAndGet(other.right.get());
            wrong.addAndGet(other.wrong.get());
            fresh.addAndGet(other.fresh.get());
        }

        @Override
        public String toString() {
            return String.format(
                    "%8d %8d %8d %8d %8d", calls.get(), knowable.get(), right.get(), wrong.get(), fresh.get());
        }
    }
}
