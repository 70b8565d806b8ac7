package io.throughline.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a WAR leaves behind, if anything. */
final class Undeployed {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> LIBRARIES = List.of(
            "throughline-core", "core", "servlet-filter", "httpclient5", "httpcore5", "jackson", "snakeyaml", "slf4j");

    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** Watches the class loader of a WAR. */
    WeakReference<ClassLoader> watch(ClassLoader loader) {
        return new WeakReference<>(loader, collected);
    }

    /** On a thread that ends: what a library keeps for the thread that deploys goes with it. */
    static <T> T elsewhere(Callable<T> task) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(task).get();
        } finally {
            thread.shutdown();
        }
    }

    /** Returns what a WAR with Throughline has in its own folders. */
    static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> !path.endsWith("test-classes"))
                .filter(path -> Files.isDirectory(path)
                        || LIBRARIES.stream().anyMatch(path.getFileName().toString()::startsWith))
                .toList();
    }

    /** Waits for the collector, asking again where it left something out. */
    boolean isCollected() throws InterruptedException {
        clearSoftReferences();
        for (int round = 0; round < 40; round++) {
            System.gc();
            if (collected.remove(200) != null) {
                return true;
            }
        }
        return false;
    }

    /** Jackson keeps a buffer a thread by a soft reference, which the collector clears when memory is short. */
    private static void clearSoftReferences() {
        try {
            Reference.reachabilityFence(new long[Integer.MAX_VALUE - 8]);
        } catch (OutOfMemoryError e) {
            assertThat(e).as("all of them were cleared before").isNotNull();
        }
    }

    static List<String> threadsLeft(Set<Thread> before) throws InterruptedException {
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith("throughline-"))
                .toList();
        for (Thread thread : left) {
            thread.join(PATIENCE.toMillis());
        }
        return left.stream().filter(Thread::isAlive).map(Thread::getName).collect(Collectors.toList());
    }
}
