package io.throughline.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names most like a wrong one, for "did you mean". The case of letters counts nothing; an insertion, a deletion, a replacement and a
 * swap of neighbours count one each (optimal string alignment). The work is bounded: names over 128 characters have none that are near.
 */
public final class NearestNames {
    private static final int LONGEST = 128;
    private static final int FARTHEST = 3;

    private NearestNames() {}

    /** Returns the one of {@code known} that is nearest to {@code wrong}, if any is near. */
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        return nearest(wrong, known, 1).stream().findFirst();
    }

    /**
     * Returns those of {@code known} that are near to {@code wrong}, nearest first, at most {@code most}. Near is a distance of at most a
     * third of the length, and never over 3.
     */
    public static List<String> nearest(String wrong, Collection<String> known, int most) {
        if (wrong.isEmpty() || wrong.length() > LONGEST) {
            return List.of();
        }
        String folded = wrong.toLowerCase(Locale.ROOT);
        int limit = Math.min(FARTHEST, (folded.length() + 1) / 3);
        List<Candidate> near = new ArrayList<>();
        for (String name : known) {
            if (Math.abs(name.length() - folded.length()) <= limit) {
                int distance = distance(folded, name.toLowerCase(Locale.ROOT), limit);
                if (distance <= limit) {
                    near.add(new Candidate(name, distance));
                }
            }
        }
        return near.stream()
                .sorted(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name)
                .distinct()
                .limit(most)
                .toList();
    }

    /** Returns the distance of two words, or something over {@code limit} as soon as it is known to be over it. */
    private static int distance(String left, String right, int limit) {
        int width = right.length() + 1;
        int[] beforeLast = new int[width];
        int[] last = new int[width];
        int[] row = new int[width];
        for (int j = 0; j < width; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            row[0] = i;
            int best = i;
            for (int j = 1; j < width; j++) {
                int cost = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (swapped(left, right, i, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                best = Math.min(best, row[j]);
            }
            if (best > limit) {
                return best;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[width - 1];
    }

    private static boolean swapped(String left, String right, int i, int j) {
        return i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1);
    }

    private record Candidate(String name, int distance) {}
}
