package io.throughline.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/** Does work: each connection in a thread of its own makes a call when the one before is over. */
final class Load {
    private static final long STACK_BYTES = 128 << 10;
    /** A thousand a second: what is measured is streams, not how a listener's queue overflows. */
    private static final long BETWEEN_CONNECTIONS = 1_000_000;

    private final Target target;
    private final Work work;
    private final String key;

    Load(Target target, Work work, String key) {
        this.target = target;
        this.work = work;
        this.key = key;
    }

    /** Works for some seconds, or until all calls are made, and returns what it saw. */
    Outcome run(double seconds) throws InterruptedException {
        double cpuBefore = target.process().map(Usage::cpuSeconds).orElse(0.0);
        long began = System.nanoTime();
        long until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        List<Connection.Answer> answers = new ArrayList<>();
        Map<String, Integer> failed = new TreeMap<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(work.connections(), task -> new Thread(null, task, "load", STACK_BYTES));
        List<Future<List<Connection.Answer>>> running = new ArrayList<>();
        for (int i = 0; i < work.connections(); i++) {
            running.add(threads.submit(() -> connection(until)));
            if (work.paced()) {
                LockSupport.parkNanos(BETWEEN_CONNECTIONS);
            }
        }
        for (Future<List<Connection.Answer>> each : running) {
            try {
                answers.addAll(each.get());
            } catch (ExecutionException e) {
                failed.merge(String.valueOf(e.getCause()), 1, Integer::sum);
            }
        }
        double took = (System.nanoTime() - began) / 1e9;
        threads.shutdownNow();
        double cpu = target.process().map(Usage::cpuSeconds).orElse(0.0) - cpuBefore;
        double resident = target.process().map(Usage::residentMegabytes).orElse(0.0);
        failed.forEach((why, count) ->
                System.err.printf("%s, %s: %d connections broke: %s%n", target.name(), work.name(), count, why));
        int broken = failed.values().stream().mapToInt(Integer::intValue).sum();
        return Outcome.of(work, answers, broken, took, cpu, resident);
    }

    private List<Connection.Answer> connection(long until) throws IOException {
        byte[] request = Connection.request(target, work.path(), key, work.body());
        List<Connection.Answer> answers = new ArrayList<>();
        try (Connection connection = new Connection(target.address())) {
            while (work.paced() ? answers.size() < work.calls() : System.nanoTime() < until) {
                answers.add(work.streamed() ? connection.stream(request) : connection.call(request));
            }
        }
        return answers;
    }

    /**
     * What was seen.
     *
     * @param operations calls, or events of streams
     * @param aSecond operations a second
     * @param cpuMicros CPU time of the target's processes an operation
     * @param medianMicros of a call's time, or of that to a stream's first byte
     * @param p99Micros the same
     * @param queuedMicros how much of the median the client waited for its core, median
     * @param longestGapMillis within any stream
     * @param failed connections that broke
     * @param residentMegabytes of the target's processes, afterwards
     */
    record Outcome(
            long operations,
            double aSecond,
            double cpuMicros,
            double medianMicros,
            double p99Micros,
            double queuedMicros,
            double longestGapMillis,
            int failed,
            double residentMegabytes) {
        private static Outcome of(
                Work work, List<Connection.Answer> answers, int failed, double took, double cpu, double resident) {
            long operations = work.streamed()
                    ? answers.stream().mapToLong(Connection.Answer::events).sum()
                    : answers.size();
            List<Double> micros = micros(answers, answer -> work.streamed() ? answer.firstNanos() : answer.nanos());
            double gap = answers.stream()
                            .mapToLong(Connection.Answer::longestGapNanos)
                            .max()
                            .orElse(0)
                    / 1e6;
            return new Outcome(
                    operations,
                    operations / took,
                    operations == 0 ? 0 : cpu * 1e6 / operations,
                    at(micros, 0.5),
                    at(micros, 0.99),
                    at(micros(answers, Connection.Answer::queuedNanos), 0.5),
                    gap,
                    failed,
                    resident);
        }

        private static List<Double> micros(List<Connection.Answer> answers, ToLongFunction<Connection.Answer> nanos) {
            return answers.stream()
                    .map(answer -> nanos.applyAsLong(answer) / 1e3)
                    .sorted()
                    .toList();
        }

        private static double at(List<Double> sorted, double share) {
            return sorted.isEmpty()
                    ? 0
                    : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * share)));
        }
    }
}
