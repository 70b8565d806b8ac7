package io.throughline.route;

import io.throughline.provider.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Puts the targets of aliases in order, as their strategies say. Safe for use by many threads. */
final class Ordering {
    private final Latencies latencies;
    private final TargetCosts costs;
    private final DoubleSupplier random;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>(); // by alias, as many as are configured

    Ordering(Latencies latencies, TargetCosts costs, DoubleSupplier random) {
        this.latencies = latencies;
        this.costs = costs;
        this.random = random;
    }

    /**
     * Puts targets in order.
     *
     * @param alias whose they are
     * @param fitting those of its choices that are for the request
     * @param threadId the call's thread
     * @param streamed whether the client asked for a stream
     */
    List<Target> order(Alias alias, List<Alias.Choice> fitting, String threadId, boolean streamed) {
        List<Alias.Choice> order = switch (alias.strategy()) {
            case FALLBACK -> fitting;
            case WEIGHTED -> by(fitting, choice -> -Math.log(1 - random.getAsDouble()) / choice.weight());
            case ROUND_ROBIN -> rotated(alias.name(), fitting);
            case LEAST_COST -> by(fitting, choice -> costs.of(choice.target()).orElse(Double.POSITIVE_INFINITY));
            case LOWEST_LATENCY -> quickest(fitting, streamed);
            case HASH -> by(fitting, choice -> -Math.log(unit(threadId, choice)) / choice.weight());
        };
        return order.stream().map(Alias.Choice::target).toList();
    }

    /** The least first. The exponential draws of a weighted order and of rendezvous hashing make each first as often as its weight says. */
    private static List<Alias.Choice> by(List<Alias.Choice> choices, ToDoubleFunction<Alias.Choice> measure) {
        Map<Alias.Choice, Double> measures = new HashMap<>();
        choices.forEach(choice -> measures.put(choice, measure.applyAsDouble(choice)));
        return choices.stream()
                .sorted(Comparator.comparingDouble(choice -> measures.getOrDefault(choice, Double.POSITIVE_INFINITY)))
                .toList();
    }

    private List<Alias.Choice> rotated(String alias, List<Alias.Choice> choices) {
        int turn = turns.computeIfAbsent(alias, name -> new AtomicInteger()).getAndIncrement();
        int first = Math.floorMod(turn, choices.size());
        List<Alias.Choice> rotated = new ArrayList<>(choices.subList(first, choices.size()));
        rotated.addAll(choices.subList(0, first));
        return rotated;
    }

    private List<Alias.Choice> quickest(List<Alias.Choice> choices, boolean streamed) {
        List<Alias.Choice> order =
                new ArrayList<>(by(choices, choice -> latencies.of(measure(choice.target(), streamed))));
        for (Alias.Choice choice : choices) {
            if (latencies.takeLook(measure(choice.target(), streamed))) {
                order.remove(choice);
                order.add(0, choice);
                break;
            }
        }
        return order;
    }

    /** A whole answer takes as long as all its tokens: the two are not compared. */
    static String measure(Target target, boolean streamed) {
        return streamed ? target.place() : target.place() + " whole";
    }

    /** Returns a number in (0, 1) that is always the same for a thread and a target. */
    private static double unit(String threadId, Alias.Choice choice) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : (threadId + '\n' + choice.target().id()).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return ((hash >>> 11) + 0.5) / (1L << 53);
    }
}
