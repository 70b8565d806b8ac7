package io.throughline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process and its children have used, read from {@code /proc}: Linux alone. */
final class Usage {
    private static final double TICKS_A_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int QUEUED = 1;

    private Usage() {}

    /** Returns the CPU time in seconds, of all threads: collector and compiler included. */
    static double cpuSeconds(ProcessHandle process) {
        return tree(process).mapToDouble(Usage::ticks).sum() / TICKS_A_SECOND;
    }

    /** Returns the memory that is resident, in MB. */
    static double residentMegabytes(ProcessHandle process) {
        return tree(process).mapToDouble(Usage::residentKilobytes).sum() / 1024;
    }

    /**
     * Returns how long the calling thread has been ready to run and waited for a core, in ns since it began; 0 where the kernel does not count
     * that.
     *
     * @see <a href="https://docs.kernel.org/scheduler/sched-stats.html">Scheduler statistics</a>
     */
    static long queuedNanos() {
        try {
            String[] fields =
                    Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ");
            return Long.parseLong(fields[QUEUED]);
        } catch (IOException e) {
            return 0;
        }
    }

    private static Stream<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static double ticks(ProcessHandle process) {
        String stat = read(process, "stat");
        // the program's name, in parentheses, may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > SYSTEM ? Double.parseDouble(fields[USER]) + Double.parseDouble(fields[SYSTEM]) : 0;
    }

    private static double residentKilobytes(ProcessHandle process) {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
