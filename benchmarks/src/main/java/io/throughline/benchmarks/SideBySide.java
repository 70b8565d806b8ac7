package io.throughline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures the standalone side by side with other proxies: all targets take turns in every round, and what counts is the median of the ratios within
 * the rounds. It starts a mock provider, the standalone, the bare relay, and nginx, HAProxy, Portkey and LiteLLM where they are installed;
 * further targets are given by their address.
 *
 * <pre>{@code
 * benchmarks/run [--rounds=3] [--seconds=5] [--warm=60] [--work=sat1k,sse200] [--tracing=full,off,dead] [--without=direct,haproxy]
 *     [--jvm="-Xmx1g …"] ["name=http://host:port[@pid][;header: value …]" …]
 * }</pre>
 */
public final class SideBySide {
    private static final String KEY = "sk-bench";
    private static final Set<String> OPTIONS = Set.of("rounds", "seconds", "warm", "work", "without", "tracing", "jvm");
    private static final Path JAR = Path.of("jetty-standalone", "target", "throughline.jar");

    private final Map<String, String> options;
    private final List<Target> targets = new ArrayList<>();
    private final Map<String, List<Load.Outcome>> outcomes = new HashMap<>();

    private SideBySide(Map<String, String> options) {
        this.options = options;
    }

    /** Measures, and prints a table for each work. To be run in the top directory of a checkout that is built. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = new HashMap<>();
        SideBySide benchmark = new SideBySide(options);
        List<Target> given = new ArrayList<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            boolean option = pair[0].startsWith("--");
            if (pair.length == 2 && option && OPTIONS.contains(pair[0].substring(2))) {
                options.put(pair[0].substring(2), pair[1]);
            } else if (pair.length == 2 && !option) {
                given.add(Target.of(pair[0], pair[1]));
            } else {
                System.err.println("expected --option=value or name=http://host:port[@pid], not " + argument
                        + "; options: " + String.join(", ", new TreeSet<>(OPTIONS)));
                System.exit(2);
            }
        }
        Path directory = Files.createTempDirectory("throughline-benchmark");
        try (Peers peers = new Peers(directory)) {
            benchmark.start(peers, given);
            benchmark.start(new Gateways(peers, directory));
            benchmark.measure();
        }
        System.out.println("\nLogs and data: " + directory);
    }

    private void start(Peers peers, List<Target> given) throws IOException, InterruptedException {
        targets.add(peers.mock());
        peers.nginx().ifPresent(targets::add);
        peers.haproxy().ifPresent(targets::add);
        targets.add(peers.relay());
        String jvm = options.getOrDefault("jvm", "");
        for (String tracing : options.getOrDefault("tracing", "full").split(",")) {
            long began = System.nanoTime();
            Target standalone = peers.standalone(
                    JAR, KEY, jvm.isEmpty() ? List.of() : List.of(jvm.split(" ")), Tracing.of(tracing));
            System.out.printf(
                    "%n%s listened after %.2f s; %.0f MB resident%n",
                    standalone.name(),
                    (System.nanoTime() - began) / 1e9,
                    standalone.process().map(Usage::residentMegabytes).orElse(0.0));
            targets.add(standalone);
        }
        targets.addAll(given);
    }

    /** They take long to start: one that is left out is not. */
    private void start(Gateways gateways) throws IOException {
        if (!isLeftOut("portkey")) {
            gateways.portkey().ifPresent(targets::add);
        }
        if (!isLeftOut("litellm")) {
            gateways.litellm(KEY).ifPresent(targets::add);
        }
    }

    private void measure() throws InterruptedException {
        Set<String> wanted = Set.of(options.getOrDefault("work", "").split(","));
        List<Work> works = Work.all().stream()
                .filter(work -> wanted.contains("") || wanted.contains(work.name()))
                .toList();
        double warm = number("warm", 60);
        for (Work work : works) {
            for (Target target : able(work)) {
                new Load(target, work, KEY).run(target.compiled() ? 1 : warm / works.size());
            }
        }
        int rounds = (int) number("rounds", 3);
        for (int round = 0; round < rounds; round++) {
            for (Work work : works) {
                List<Target> turn = new ArrayList<>(able(work));
                Collections.rotate(turn, -round);
                for (Target target : turn) {
                    outcomes.computeIfAbsent(name(work, target), it -> new ArrayList<>())
                            .add(new Load(target, work, KEY).run(number("seconds", 5)));
                }
            }
        }
        works.forEach(this::table);
    }

    private void table(Work work) {
        String operation = work.streamed() ? "event" : "call";
        System.out.printf("%n### %s%n%n", work.name());
        System.out.printf(
                "| target | CPU µs/%s | × nginx | × bare relay | %ss/s | %s p50 µs | p99 µs | client's wait for its core p50 µs | longest gap ms | RSS MB | broken |%n",
                operation, operation, work.streamed() ? "first byte" : "call");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        for (Target target : able(work)) {
            List<Load.Outcome> seen = of(work, target);
            System.out.printf(
                    "| %s | %.1f [%.1f-%.1f] | %s | %s | %,.0f | %,.0f | %,.0f | %,.0f | %.1f | %.0f | %d |%n",
                    target.name(),
                    Medians.of(seen, Load.Outcome::cpuMicros),
                    seen.stream().mapToDouble(Load.Outcome::cpuMicros).min().orElse(0),
                    seen.stream().mapToDouble(Load.Outcome::cpuMicros).max().orElse(0),
                    ratio(work, seen, "nginx"),
                    ratio(work, seen, "bare relay"),
                    Medians.of(seen, Load.Outcome::aSecond),
                    Medians.of(seen, Load.Outcome::medianMicros),
                    Medians.of(seen, Load.Outcome::p99Micros),
                    Medians.of(seen, Load.Outcome::queuedMicros),
                    Medians.of(seen, Load.Outcome::longestGapMillis),
                    Medians.of(seen, Load.Outcome::residentMegabytes),
                    seen.stream().mapToInt(Load.Outcome::failed).sum());
        }
    }

    private String ratio(Work work, List<Load.Outcome> seen, String base) {
        return targets.stream()
                .filter(target -> target.name().equals(base) && !work.translated())
                .findFirst()
                .map(target -> Medians.ofRatios(seen, of(work, target), Load.Outcome::cpuMicros))
                .map("%.2f"::formatted)
                .orElse("");
    }

    private List<Load.Outcome> of(Work work, Target target) {
        return outcomes.getOrDefault(name(work, target), List.of());
    }

    private List<Target> able(Work work) {
        return targets.stream()
                .filter(target -> !isLeftOut(target.name()))
                .filter(target -> !work.translated() || target.translates())
                .toList();
    }

    private boolean isLeftOut(String name) {
        return List.of(options.getOrDefault("without", "").split(",")).contains(name);
    }

    private double number(String option, double otherwise) {
        return Optional.ofNullable(options.get(option)).map(Double::parseDouble).orElse(otherwise);
    }

    private static String name(Work work, Target target) {
        return work.name() + " " + target.name();
    }
}
