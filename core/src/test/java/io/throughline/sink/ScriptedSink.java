package io.throughline.sink;

import io.throughline.record.TelemetryRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A sink that fails, hangs and counts as it is told. */
final class ScriptedSink implements Sink {
    final List<List<String>> attempts = Collections.synchronizedList(new ArrayList<>());
    final List<String> written = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger closes = new AtomicInteger();
    volatile int failuresLeft;
    volatile Throwable failure = new IOException("away");
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile boolean ignoresInterrupts;
    final CountDownLatch entered = new CountDownLatch(1);

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void write(List<TelemetryRecord> batch) throws Exception {
        entered.countDown();
        List<String> ids = batch.stream().map(TelemetryRecord::id).toList();
        attempts.add(ids);
        waitAtGate();
        batch.forEach(TelemetryRecord::json);
        if (failuresLeft > 0) {
            failuresLeft--;
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
        written.addAll(ids);
    }

    private void waitAtGate() throws InterruptedException {
        while (true) {
            try {
                gate.await();
                return;
            } catch (InterruptedException e) {
                if (!ignoresInterrupts) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
